import Crypto

/// SHA-256, fed piece by piece.
public struct DigestHasher: Sendable {
    private var state = SHA256()

    public init() {}

    public mutating func update(_ bytes: [UInt8]) { state.update(data: bytes) }
    public mutating func update(_ bytes: ArraySlice<UInt8>) { state.update(data: bytes) }

    public func digest() -> Digest {
        var words = SIMD4<UInt64>(), offset = 0
        for byte in state.finalize() {
            words[offset / 8] = words[offset / 8] << 8 | UInt64(byte)
            offset += 1
        }
        return Digest(words: words)
    }
}

extension Digest {
    init(words: SIMD4<UInt64>) { self.words = words }

    /// The digest of bytes in memory.
    public init(hashing bytes: [UInt8]) {
        var hasher = DigestHasher()
        hasher.update(bytes)
        self = hasher.digest()
    }
}
