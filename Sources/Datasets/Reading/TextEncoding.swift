import Parameters

/// How bytes become text.
public enum TextEncoding: String, ParameterChoice {
    /// What a byte order mark says; else UTF-8 where the whole file is valid UTF-8, otherwise Latin-1.
    case auto
    case utf8 = "utf-8"
    case latin1 = "latin-1"
    case windows1252 = "windows-1252"
    /// Little endian unless a byte order mark says otherwise.
    case utf16 = "utf-16"
    case utf16BigEndian = "utf-16be"

    /// What the first bytes say: a byte order mark, or ASCII written in two bytes a character.
    static func marked(_ head: [UInt8]) -> TextEncoding? {
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
        if head.starts(with: [0xFF, 0xFE]) { return .utf16 }
        if head.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
        guard head.count >= 8 else { return nil }
        let pairs = stride(from: 0, to: 8, by: 2).map { (head[$0], head[$0 + 1]) }
        if pairs.allSatisfy({ (0x09..<0x7F).contains($0.0) && $0.1 == 0 }) { return .utf16 }
        if pairs.allSatisfy({ $0.0 == 0 && (0x09..<0x7F).contains($0.1) }) { return .utf16BigEndian }
        return nil
    }
}
