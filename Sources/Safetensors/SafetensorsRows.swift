import Diagnostics

/// Parts of tensors, read where they lie: a large file costs what is asked of it.
extension SafetensorsFile {
    /// Ranges along the first dimension, one after another, of an F32 tensor. Throws where a range does not lie in the tensor.
    public func floats(_ name: String, rows: [Range<Int>]) throws -> [Float] {
        guard try type(name) == .float32 else { return try Self.select(rows, of: try floats(name), rows: try rowCount(name)) }
        return try copy(name, rows: rows, as: Float.self)
    }

    /// As `floats(_:rows:)`, of an I32 tensor.
    public func int32s(_ name: String, rows: [Range<Int>]) throws -> [Int32] {
        guard try type(name) == .int32 else { return try Self.select(rows, of: try int32s(name), rows: try rowCount(name)) }
        return try copy(name, rows: rows, as: Int32.self)
    }

    /// As `floats(_:rows:)`, of an I64 tensor.
    public func int64s(_ name: String, rows: [Range<Int>]) throws -> [Int64] {
        guard try type(name) == .int64 else { return try Self.select(rows, of: try int64s(name), rows: try rowCount(name)) }
        return try copy(name, rows: rows, as: Int64.self)
    }

    /// Where an I32 tensor has a value, ascending: one pass over the mapped file, which copies nothing.
    public func positions(of value: Int32, in name: String) throws -> [Int] {
        try withInt32s(name) { bytes, count in
            var found: [Int] = []
            for position in 0..<count where bytes.loadUnaligned(fromByteOffset: position * 4, as: Int32.self) == value {
                found.append(position)
            }
            return found
        }
    }

    /// How often an I32 tensor has each of the values 0..<bound; others are not counted.
    public func counts(in name: String, below bound: Int) throws -> [Int] {
        try withInt32s(name) { bytes, count in
            var counts = [Int](repeating: 0, count: bound)
            for position in 0..<count {
                let value = Int(bytes.loadUnaligned(fromByteOffset: position * 4, as: Int32.self))
                if value >= 0, value < bound { counts[value] += 1 }
            }
            return counts
        }
    }

    private func withInt32s<Result>(_ name: String, _ body: (UnsafeRawBufferPointer, Int) throws -> Result) throws -> Result {
        let info = try info(name)
        guard info.type == .int32 else { throw mismatch(name, info, wanted: "int32 in place") }
        return try withUnsafeBytes(name) { try body($0, $0.count / 4) }
    }

    private func rowCount(_ name: String) throws -> Int { try shape(name).first ?? 1 }

    private func copy<Element: BitwiseCopyable>(_ name: String, rows: [Range<Int>], as type: Element.Type) throws -> [Element] {
        let count = try rowCount(name)
        try Self.check(rows, count, name)
        return try withUnsafeBytes(name) { bytes in
            let width = count == 0 ? 0 : bytes.count / count
            let total = rows.reduce(0) { $0 + $1.count } * width / MemoryLayout<Element>.size
            if total == 0 { return [] }
            return [Element](unsafeUninitializedCapacity: total) { buffer, used in
                let target = UnsafeMutableRawBufferPointer(buffer)
                var offset = 0
                for range in rows where !range.isEmpty && width > 0 {
                    let source = UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound * width..<range.upperBound * width])
                    UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + source.count]).copyMemory(from: source)
                    offset += source.count
                }
                used = total
            }
        }
    }

    private static func select<Element>(_ ranges: [Range<Int>], of values: [Element], rows: Int) throws -> [Element] {
        try check(ranges, rows, "")
        let width = rows == 0 ? 0 : values.count / rows
        return ranges.flatMap { values[$0.lowerBound * width..<$0.upperBound * width] }
    }

    private static func check(_ ranges: [Range<Int>], _ rows: Int, _ name: String) throws {
        guard let bad = ranges.first(where: { $0.lowerBound < 0 || $0.upperBound > rows }) else { return }
        throw Failure(.invalidInput, "tensor '\(name)' has \(rows) rows; rows \(bad.lowerBound)..<\(bad.upperBound) were asked for")
    }
}
