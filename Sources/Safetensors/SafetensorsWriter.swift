import Diagnostics

/// Where bytes go, in order. Pieces are at most a few mebibytes.
public typealias ByteSink = ([UInt8]) throws -> Void

/// Collects tensors and writes them as one safetensors file. The bytes depend only on names, values and metadata, not on the order of
/// adding: the header is sorted by name and padded to 8 bytes; data is laid out by element size (largest first), then by name, so that
/// every tensor is aligned.
public struct SafetensorsWriter: Sendable {
    private struct Entry: Sendable {
        var type: ElementType
        var shape: [Int]
        var byteCount: Int
        var write: @Sendable (ByteSink) throws -> Void
    }

    public var metadata: [String: String]
    private var entries: [String: Entry] = [:]

    public init(metadata: [String: String] = [:]) { self.metadata = metadata }

    /// Shape defaults to one dimension. Each `add` throws a `Failure` for a name that is taken or reserved and for a shape that does not
    /// fit the count.
    public mutating func add(_ name: String, float32 values: [Float], shape: [Int]? = nil) throws {
        try add(name, .float32, values, shape)
    }
    public mutating func add(_ name: String, float64 values: [Double], shape: [Int]? = nil) throws {
        try add(name, .float64, values, shape)
    }
    /// Rounded to nearest, ties to even.
    public mutating func add(_ name: String, float16 values: [Float], shape: [Int]? = nil) throws {
        try add(name, .float16, values.map(Float16.init), shape)
    }
    /// Rounded to nearest, ties to even; NaN stays NaN.
    public mutating func add(_ name: String, bfloat16 values: [Float], shape: [Int]? = nil) throws {
        try add(name, .bfloat16, values.map(bfloat16Bits), shape)
    }
    public mutating func add(_ name: String, int8 values: [Int8], shape: [Int]? = nil) throws { try add(name, .int8, values, shape) }
    public mutating func add(_ name: String, int16 values: [Int16], shape: [Int]? = nil) throws { try add(name, .int16, values, shape) }
    public mutating func add(_ name: String, int32 values: [Int32], shape: [Int]? = nil) throws { try add(name, .int32, values, shape) }
    public mutating func add(_ name: String, int64 values: [Int64], shape: [Int]? = nil) throws { try add(name, .int64, values, shape) }
    public mutating func add(_ name: String, uint8 values: [UInt8], shape: [Int]? = nil) throws { try add(name, .uint8, values, shape) }
    public mutating func add(_ name: String, uint16 values: [UInt16], shape: [Int]? = nil) throws { try add(name, .uint16, values, shape) }
    public mutating func add(_ name: String, uint32 values: [UInt32], shape: [Int]? = nil) throws { try add(name, .uint32, values, shape) }
    public mutating func add(_ name: String, uint64 values: [UInt64], shape: [Int]? = nil) throws { try add(name, .uint64, values, shape) }
    public mutating func add(_ name: String, bool values: [Bool], shape: [Int]? = nil) throws {
        try add(name, .bool, values.map { $0 ? UInt8(1) : 0 }, shape)
    }

    /// Values that are made while they are written: `write` gives the sink exactly as many bytes as type and shape ask for, little
    /// endian.
    public mutating func add(
        _ name: String, _ type: ElementType, shape: [Int], write: @escaping @Sendable (ByteSink) throws -> Void
    ) throws {
        guard name != "__metadata__", entries[name] == nil, shape.allSatisfy({ $0 >= 0 }) else {
            throw Failure(.internalError, "a safetensors file cannot hold a second or reserved name '\(name)' or the shape \(shape)")
        }
        let size = shape.reduce(type.size, *)
        entries[name] = Entry(type: type, shape: shape, byteCount: size) { sink in
            var written = 0
            try write { bytes in
                written += bytes.count
                try sink(bytes)
            }
            guard written == size else {
                throw Failure(.internalError, "tensor '\(name)' got \(written) bytes, its shape \(shape) asks for \(size)")
            }
        }
    }

    private mutating func add<Element: BitwiseCopyable & Sendable>(
        _ name: String, _ type: ElementType, _ values: [Element], _ shape: [Int]?
    ) throws {
        let shape = shape ?? [values.count]
        guard name != "__metadata__", entries[name] == nil else {
            throw Failure(.internalError, "a safetensors file cannot hold a second or reserved name '\(name)'")
        }
        guard shape.allSatisfy({ $0 >= 0 }), shape.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) == values.count else {
            throw Failure(.internalError, "tensor '\(name)' has \(values.count) values, which is not shape \(shape)")
        }
        entries[name] = Entry(type: type, shape: shape, byteCount: values.count * type.size) { sink in
            let chunk = (1 << 20) / type.size
            for start in stride(from: 0, to: values.count, by: chunk) {
                try sink(values[start..<min(values.count, start + chunk)].withUnsafeBytes { [UInt8]($0) })
            }
        }
    }

    public func write(to sink: ByteSink) throws {
        let layout = entries.sorted { ($1.value.type.size, $0.key) < ($0.value.type.size, $1.key) }
        var offsets: [String: Int] = [:]
        var end = 0
        for (name, entry) in layout {
            offsets[name] = end
            end += entry.byteCount
        }
        var header = [UInt8](headerText(offsets).utf8)
        header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        guard header.count <= SafetensorsFile.maximumHeaderLength else {
            throw Failure(.internalError, "a safetensors header of \(header.count) bytes is too long")
        }
        try sink(withUnsafeBytes(of: UInt64(header.count).littleEndian) { [UInt8]($0) } + header)
        for (_, entry) in layout { try entry.write(sink) }
    }

    /// The whole file.
    public func encoded() throws -> [UInt8] {
        var bytes: [UInt8] = []
        try write { bytes.append(contentsOf: $0) }
        return bytes
    }

    private func headerText(_ offsets: [String: Int]) -> String {
        var members: [String] = []
        if !metadata.isEmpty {
            let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
            members.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
        }
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
            let start = offsets[name] ?? 0
            let shape = entry.shape.map(String.init).joined(separator: ",")
            let offsets = "\"data_offsets\":[\(start),\(start + entry.byteCount)]"
            members.append("\(quoted(name)):{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":[\(shape)],\(offsets)}")
        }
        return "{" + members.joined(separator: ",") + "}"
    }
}

private func bfloat16Bits(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    if value.isNaN { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
    return UInt16(truncatingIfNeeded: (bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
}

/// A JSON string.
private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case "\u{8}": result += "\\b"
        case "\u{C}": result += "\\f"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
