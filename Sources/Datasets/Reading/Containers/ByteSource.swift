/// Bytes that come in pieces, forward only.
protocol ByteSource: AnyObject {
    /// Appends the next piece, which is not empty; false at the end. Throws `Failure` for what cannot be read or is damaged.
    func read(onto buffer: inout [UInt8]) throws -> Bool
}

/// Bytes that were read already, for a look at them, and then the rest of their source.
final class PrefixedSource: ByteSource {
    private var prefix: [UInt8]
    private let rest: any ByteSource

    init(_ prefix: [UInt8], then rest: any ByteSource) {
        self.prefix = prefix
        self.rest = rest
    }

    func read(onto buffer: inout [UInt8]) throws -> Bool {
        guard !prefix.isEmpty else { return try rest.read(onto: &buffer) }
        buffer += prefix
        prefix = []
        return true
    }
}
