import Parameters

/// What becomes of ids that are whole numbers written as decimals.
public enum DecimalIDs: String, ParameterChoice {
    /// `1.0` is an id of its own, beside `1`.
    case keep
    /// `1.0` is `1`: programs that know no missing integer (pandas) write ids so.
    case integer
}

/// What spellings of an id are one id.
struct IdentifierRules: Hashable, Sendable {
    var trims = false
    var decimals = DecimalIDs.keep

    var isActive: Bool { trims || decimals == .integer }

    /// The part of a range of bytes that counts.
    func narrowed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
        var range = range
        if trims { range = Self.trimmed(range, of: bytes) }
        if decimals == .integer { range = Self.wholeNumber(range, of: bytes) }
        return range
    }

    func normalized(_ text: String) -> String {
        guard isActive else { return text }
        let bytes = Array(text.utf8), range = narrowed(0..<bytes.count, of: bytes)
        return range.count == bytes.count ? text : String(decoding: bytes[range], as: UTF8.self)
    }

    /// Without spaces, tabs and no-break spaces at the ends.
    static func trimmed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
        var range = range
        while true {
            if let first = range.first, isBlank(bytes[first]) {
                range = range.dropFirst()
            } else if let last = range.last, isBlank(bytes[last]) {
                range = range.dropLast()
            } else if range.count >= 2, bytes[range.lowerBound] == 0xC2, bytes[range.lowerBound + 1] == 0xA0 {
                range = range.dropFirst(2)
            } else if range.count >= 2, bytes[range.upperBound - 2] == 0xC2, bytes[range.upperBound - 1] == 0xA0 {
                range = range.dropLast(2)
            } else {
                return range
            }
        }
    }

    /// Line ends inside a quoted field are blanks too.
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// `12` of `12.0`; anything else stays.
    private static func wholeNumber(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound, bytes[end - 1] == 0x30 { end -= 1 }
        guard end > range.lowerBound + 1, bytes[end - 1] == UInt8(ascii: ".") else { return range }
        let digits = bytes[range.lowerBound..<end - 1]
        let isWhole = digits.enumerated().allSatisfy { $1 &- 0x30 < 10 || ($0 == 0 && $1 == UInt8(ascii: "-") && digits.count > 1) }
        return isWhole ? range.lowerBound..<end - 1 : range
    }
}
