import Diagnostics

/// A matrix of float16 that is only read, row-major: in a mapped file, or in memory.
public struct HalfRows: Hashable, Sendable {
    public let rows: Int
    public let columns: Int
    private let source: Source

    private enum Source: Sendable {
        case file(MappedTensor)
        case memory([UInt16])
    }

    /// Of a file's F16 tensor with two dimensions. Throws `Failure(.invalidInput)` where it is none.
    public init(_ name: String, of file: SafetensorsFile) throws {
        let tensor = try file.mapped(name)
        guard tensor.type == .float16, tensor.shape.count == 2 else {
            throw Failure(.invalidInput, "tensor '\(name)' of '\(file.path)' is no matrix of float16")
        }
        (rows, columns, source) = (tensor.shape[0], tensor.shape[1], .file(tensor))
    }

    /// Bit patterns in memory, a whole number of rows.
    public init(_ halves: [UInt16], columns: Int) {
        (rows, self.columns, source) = (columns > 0 ? halves.count / columns : 0, columns, .memory(halves))
    }

    /// All rows in place, two bytes an element. The pointer must not leave the closure.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        switch source {
        case .file(let tensor): try tensor.withUnsafeBytes(body)
        case .memory(let halves): try halves.withUnsafeBytes(body)
        }
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.rows == right.rows && left.columns == right.columns
            && left.withUnsafeBytes { bytes in right.withUnsafeBytes { bytes.elementsEqual($0) } }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(rows)
        hasher.combine(columns)
    }
}
