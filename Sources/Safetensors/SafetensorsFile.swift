import Diagnostics

/// A safetensors file, memory-mapped and checked in full when it is opened: header length (at most 100 MB), JSON, types, sizes against
/// shapes, and data that covers the file without gaps or overlaps. A damaged or hostile file is a `Failure` that names it.
///
/// Source: the format's description, https://github.com/huggingface/safetensors#format.
public struct SafetensorsFile: Sendable {
    /// Headers above this many bytes are refused.
    public static let maximumHeaderLength = 100_000_000

    public let path: String
    public let metadata: [String: String]
    public let tensors: [String: TensorInfo]
    private let file: MappedFile
    private let dataOffset: Int

    public init(path: String) throws {
        self.path = path
        file = try MappedFile(path: path)
        do {
            let bytes = file.bytes
            guard bytes.count >= 8 else { throw HeaderParser.Problem("the file is shorter than 8 bytes") }
            let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
            guard length <= UInt64(Self.maximumHeaderLength) else {
                throw HeaderParser.Problem("the header would have \(length) bytes; the limit is \(Self.maximumHeaderLength)")
            }
            guard Int(length) <= bytes.count - 8 else {
                throw HeaderParser.Problem("the header of \(length) bytes does not fit into the file of \(bytes.count) bytes")
            }
            dataOffset = 8 + Int(length)
            var parser = HeaderParser([UInt8](bytes[8..<dataOffset]))
            let header = try parser.parse()
            try Self.checkLayout(header.tensors, dataSize: bytes.count - dataOffset)
            metadata = header.metadata
            tensors = Dictionary(header.tensors.map { ($0.name, $0.info) }, uniquingKeysWith: { first, _ in first })
        } catch let problem as HeaderParser.Problem {
            throw Failure(
                .invalidInput, "'\(path)' is not a valid safetensors file: \(problem.message)",
                hint: "the file may be truncated or damaged; make it again")
        }
    }

    /// Tensors lie back to back in some order, from the first byte of the data to the last.
    private static func checkLayout(_ tensors: [(name: String, info: TensorInfo)], dataSize: Int) throws {
        var end = 0
        for (name, info) in tensors.sorted(by: {
            ($0.info.range.lowerBound, $0.info.range.upperBound) < ($1.info.range.lowerBound, $1.info.range.upperBound)
        }) {
            let start = info.range.lowerBound
            guard start == end else {
                let fault = start < end ? "tensors overlap" : "there is a gap"
                throw HeaderParser.Problem("tensor '\(name)' begins at byte \(start) of the data where byte \(end) was due: \(fault)")
            }
            end = info.range.upperBound
        }
        guard end == dataSize else {
            throw HeaderParser.Problem("the tensors need \(end) bytes of data, the file has \(dataSize)")
        }
    }

    /// Names in order.
    public var names: [String] { tensors.keys.sorted() }

    public func info(_ name: String) throws -> TensorInfo {
        guard let info = tensors[name] else {
            throw Failure(.invalidInput, "'\(path)' has no tensor '\(name)'", hint: suggestion(for: name, among: names))
        }
        return info
    }

    public func shape(_ name: String) throws -> [Int] { try info(name).shape }
    public func type(_ name: String) throws -> ElementType { try info(name).type }

    /// The tensor's bytes in place. They need not be aligned for their type. The pointer must not leave the closure.
    public func withUnsafeBytes<Result>(_ name: String, _ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
        let range = try info(name).range
        return try withExtendedLifetime(file) {
            try body(UnsafeRawBufferPointer(rebasing: file.bytes[(dataOffset + range.lowerBound)..<(dataOffset + range.upperBound)]))
        }
    }

    /// A tensor where it lies, to be kept.
    public func mapped(_ name: String) throws -> MappedTensor {
        let info = try info(name), range = info.range
        return MappedTensor(
            type: info.type, shape: info.shape, file: file, range: (dataOffset + range.lowerBound)..<(dataOffset + range.upperBound))
    }

    /// Gives the memory that holds the tensor's bytes back to the system: for values that were read once and copied. They can still be
    /// read, from the file again.
    public func release(_ name: String) throws {
        let range = try info(name).range
        file.release((dataOffset + range.lowerBound)..<(dataOffset + range.upperBound))
    }

    func mismatch(_ name: String, _ info: TensorInfo, wanted: String) -> Failure {
        Failure(.invalidInput, "tensor '\(name)' of '\(path)' holds \(info.type.rawValue), which cannot be read as \(wanted) without loss")
    }

    func copy<Element: BitwiseCopyable>(_ name: String, as type: Element.Type) throws -> [Element] {
        try withUnsafeBytes(name) { bytes in
            // The empty array is one for all threads, and making one this way writes its count.
            if bytes.isEmpty { return [] }
            return [Element](unsafeUninitializedCapacity: bytes.count / MemoryLayout<Element>.size) { buffer, count in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
                count = bytes.count / MemoryLayout<Element>.size
            }
        }
    }
}
