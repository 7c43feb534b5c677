/// What BERT's normalisation takes a scalar for, by Unicode 8's general categories: those that Hugging Face's `tokenizers` has, so
/// that texts are cut as they were when the pretrained models learned. Scalars assigned later are letters to it.
enum BERTScalars {
    /// Dropped: other control, format and private-use scalars than blanks, and the replacement character.
    static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD: return false
        case 0, 0xFFFD: return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .privateUse: return true
        case .format: return scalar.isAssigned(by: 8)
        default: return false
        }
    }

    /// Ends a word and is no token itself.
    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// A token by itself.
    static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E, 0x166D, 0x111C9: return true
        case 0..<0x80: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
            .otherPunctuation:
            return scalar.isAssigned(by: 8)
        default: return false
        }
    }

    /// An ideograph, which is a word by itself. The blocks are the library's, 2B820 to 2B91F left out as there.
    static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B81F, 0x2B920...0x2CEAF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }

    /// An accent to be stripped: category Mn, with what has moved there or away after Unicode 8.
    static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1734, 0x1171E: true
        case 0x1885, 0x1886, 0xA9BD, 0x111C9: false
        default: scalar.properties.generalCategory == .nonspacingMark && scalar.isAssigned(by: 8)
        }
    }

    /// Canonical combining class, of Unicode 9.
    static func combiningClass(_ scalar: Unicode.Scalar) -> UInt8 {
        let value = scalar.properties.canonicalCombiningClass.rawValue
        return value == 0 || scalar.isAssigned(by: 9) ? value : 0
    }
}

extension Unicode.Scalar {
    fileprivate func isAssigned(by version: Int) -> Bool {
        guard let age = properties.age else { return false }
        return age.major < version || (age.major == version && age.minor == 0)
    }
}
