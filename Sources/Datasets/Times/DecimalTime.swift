/// Decimal numbers as microseconds, without a detour through floating point: 1700000000.9 has no exact Double.
enum DecimalTime {
    typealias Scaled = (value: Int64, isCut: Bool)

    /// ⌊integer · 10^exponent⌋; nil where that does not fit, or is the value that means "unknown".
    @inline(__always) static func scaled(_ integer: Int64, by exponent: Int) -> Scaled? {
        if exponent < 0 {
            var divisor: Int64 = 1
            for _ in 0..<(-exponent) { divisor *= 10 }
            return (floorDivision(integer, by: divisor), integer % divisor != 0)
        }
        var factor: Int64 = 1
        for _ in 0..<exponent { factor *= 10 }
        let (product, overflow) = integer.multipliedReportingOverflow(by: factor)
        return overflow || product == .min ? nil : (product, false)
    }

    /// `12`, `-3.5`, `.5`, `1.4e9`: digits with at most one point and an exponent.
    static func isNumber(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        let allowed = bytes[range].allSatisfy { (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }
        return allowed && range.count <= 400 && double(bytes, range)?.isFinite == true
    }

    static func double(_ bytes: [UInt8], _ range: Range<Int>) -> Double? { Double(String(decoding: bytes[range], as: UTF8.self)) }

    /// ⌊number · 10^exponent⌋ of a text that `isNumber`; nil where that does not fit. Exact, but for numbers with an exponent of their own.
    static func parse(_ bytes: [UInt8], _ range: Range<Int>, exponent: Int) -> Scaled? {
        guard !bytes[range].contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
            return double(bytes, range).flatMap { scaled($0, by: exponent) }
        }
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        var value: Int64 = 0, decimals = 0, isAfterPoint = false, isCut = false
        for index in range {
            if bytes[index] == UInt8(ascii: ".") { isAfterPoint = true }
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { continue }
            // Digits that are finer than a microsecond only count for the rounding.
            if isAfterPoint, decimals >= max(0, exponent) {
                isCut = isCut || digit != 0
                continue
            }
            guard let longer = appended(digit, to: value) else { return nil }
            value = longer
            if isAfterPoint { decimals += 1 }
        }
        if isNegative { value = -value }
        guard let result = scaled(value, by: exponent < 0 ? exponent : exponent - decimals) else { return nil }
        guard isCut, isNegative, !result.isCut else { return (result.value, isCut || result.isCut) }
        return (result.value - 1, true)
    }

    private static func appended(_ digit: UInt8, to value: Int64) -> Int64? {
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflow) = product.addingReportingOverflow(Int64(digit))
        return isTooLarge || overflow ? nil : sum
    }

    /// A Double, as JSON has it: to the nearest microsecond.
    static func scaled(_ number: Double, by exponent: Int) -> Scaled? {
        var factor = 1.0
        for _ in 0..<abs(exponent) { factor *= 10 }
        let value = (exponent < 0 ? number / factor : number * factor).rounded()
        return abs(value) < 0x1p63 ? (Int64(value), false) : nil
    }
}
