/// What a scalar does in word segmentation.
enum WordClass: Sendable {
    case letter, digit
    /// Katakana run among themselves only.
    case katakana
    /// A word by itself: ideographs and hiragana.
    case single
    /// Combining marks: part of the word before them, never the start of one.
    case mark
    case apostrophe
    /// Invisible format characters (soft hyphen, zero-width joiners): dropped, without ending a word.
    case format
    case separator

    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x27, 0x2019: self = .apostrophe
        case 0x200B: self = .separator
        case 0x3041...0x3096, 0x309D...0x309F: self = .single
        case 0x30A1...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D: self = .katakana
        default: self = WordClass(properties: scalar.properties)
        }
    }

    private init(properties: Unicode.Scalar.Properties) {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber:
            self = properties.isIdeographic ? .single : .letter
        case .decimalNumber: self = .digit
        case .nonspacingMark, .spacingMark, .enclosingMark: self = .mark
        case .format: self = .format
        default: self = .separator
        }
    }
}
