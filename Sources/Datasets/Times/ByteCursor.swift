/// Reads fixed forms out of a range of bytes, front to back. What does not fit leaves the cursor where it is.
struct ByteCursor {
    private let bytes: [UInt8]
    private(set) var index: Int
    private let end: Int

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        index = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { index == end }
    var next: UInt8? { index < end ? bytes[index] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < end, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// Spaces and tabs; whether there were any.
    @discardableResult mutating func skipBlanks() -> Bool {
        let start = index
        while index < end, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
        return index > start
    }

    /// A number of so many digits: as many as there are, up to the most.
    mutating func number(digits: ClosedRange<Int>) -> Int? {
        let start = index
        var value = 0
        while index < end, index - start < digits.upperBound, bytes[index] &- 0x30 < 10 {
            value = value * 10 + Int(bytes[index] - 0x30)
            index += 1
        }
        guard index - start >= digits.lowerBound else {
            index = start
            return nil
        }
        return value
    }

    /// The digits of a fraction, of which the first six count.
    mutating func fraction(into time: inout CivilTime) -> Bool {
        let start = index
        var value = 0
        while index < end, bytes[index] &- 0x30 < 10 {
            let digit = Int(bytes[index] - 0x30)
            if index - start < 6 { value = value * 10 + digit } else if digit != 0 { time.isCut = true }
            index += 1
        }
        guard index > start else { return false }
        for _ in min(6, index - start)..<6 { value *= 10 }
        time.microsecond = value
        return true
    }

    /// The position of the longest of some lower-case words that comes next, in any case.
    mutating func word(among words: [String]) -> Int? {
        var found: (position: Int, length: Int)?
        for (position, word) in words.enumerated() {
            let length = word.utf8.count
            guard end - index >= length, length > found?.length ?? 0 else { continue }
            if zip(bytes[index..<index + length], word.utf8).allSatisfy({ $0 | 0x20 == $1 }) { found = (position, length) }
        }
        index += found?.length ?? 0
        return found?.position
    }

    /// `Z`, `UTC`, `GMT`, `±hh`, `±hhmm` or `±hh:mm`, in seconds east of UTC.
    mutating func zone() -> Int? {
        let start = index
        if word(among: ["utc", "gmt", "z"]) != nil { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(digits: 2...2), hours < 24 else {
            index = start
            return nil
        }
        let hasColon = take(":")
        guard let minutes = number(digits: 2...2) else {
            if hasColon { index = start }
            return hasColon ? nil : sign * hours * 3600
        }
        return minutes < 60 ? sign * (hours * 3600 + minutes * 60) : nil
    }
}
