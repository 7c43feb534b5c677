private let powersOfTen: [Double] = (0...22).map { exponent in (0..<exponent).reduce(1.0) { product, _ in product * 10 } }

extension RecordReader {
    /// A decimal integer that fits 64 bits; nil for anything else, also for "+1", " 1" and "".
    func integer(_ field: FieldRange) -> Int64? {
        var index = field.start
        guard index < field.end else { return nil }
        let isNegative = buffer[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        guard index < field.end, field.end - index <= 19 else { return nil }
        var value: UInt64 = 0
        while index < field.end {
            let digit = buffer[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ UInt64(digit)
            index += 1
        }
        // 19 digits cannot wrap 64 bits.
        if isNegative { return value <= UInt64(Int64.max) + 1 ? Int64(truncatingIfNeeded: 0 &- value) : nil }
        return value <= UInt64(Int64.max) ? Int64(value) : nil
    }

    /// A finite decimal number such as `4`, `-3.5`, `.5`, `1e-3`, with the layout's decimal mark; nil for NaN, infinities, hexadecimal,
    /// overflow and anything else.
    func number(_ field: FieldRange) -> Double? {
        var index = field.start
        let end = field.end, mark = layout.decimal
        guard index < end else { return nil }
        let isNegative = buffer[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var mantissa: UInt64 = 0, digits = 0, fraction = 0, hasPoint = false
        while index < end {
            let byte = buffer[index]
            if byte == mark, !hasPoint {
                hasPoint = true
            } else {
                let digit = byte &- 0x30
                // Up to 15 digits are exact in a Double, and one division by an exact power of ten rounds once.
                guard digit < 10, digits < 15 else { return slowNumber(field) }
                mantissa = mantissa * 10 + UInt64(digit)
                digits += 1
                if hasPoint { fraction += 1 }
            }
            index += 1
        }
        guard digits > 0 else { return nil }
        let value = Double(mantissa) / powersOfTen[fraction]
        return isNegative ? -value : value
    }

    private func slowNumber(_ field: FieldRange) -> Double? {
        var bytes = buffer[field.start..<field.end]
        if layout.decimal != UInt8(ascii: ".") {
            guard !bytes.contains(UInt8(ascii: ".")) else { return nil }
            bytes = ArraySlice(bytes.map { $0 == layout.decimal ? UInt8(ascii: ".") : $0 })
        }
        guard bytes.count <= 400, let last = bytes.last, last != UInt8(ascii: "e") else { return nil }
        let allowed = bytes.allSatisfy { (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }
        guard allowed, let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }
}
