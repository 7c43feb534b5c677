/// What is remembered of an action that succeeded: a small file named by its key.
///
/// Format: the bytes `pipeline.action.1\n`, canonically encoded key, manifest, seconds, created, facts (list of strings, name and value
/// alternating) and components, and the SHA-256 of all that. A record whose last 32 bytes do not match is corrupt.
public struct ActionRecord: Hashable, Sendable {
    public var key: Digest
    public var components: ActionComponents
    public var manifest: ArtifactManifest
    /// Wall time of the work, in seconds.
    public var seconds: Double
    /// Milliseconds since 1970-01-01 UTC.
    public var created: Int
    /// What the caller wants remembered and no key depends on: host, log path, …
    public var facts: [String: String]

    public init(
        key: Digest, components: ActionComponents, manifest: ArtifactManifest, seconds: Double, created: Int,
        facts: [String: String] = [:]
    ) {
        self.key = key
        self.components = components
        self.manifest = manifest
        self.seconds = seconds
        self.created = created
        self.facts = facts
    }

    private static let magic = Array("pipeline.action.1\n".utf8)

    package var encoded: [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.encode(key)
        manifest.encode(into: &encoder)
        encoder.encode(seconds)
        encoder.encode(created)
        encoder.encodeList(count: facts.count * 2)
        for (name, value) in facts.sorted(by: { $0.key < $1.key }) {
            encoder.encode(name)
            encoder.encode(value)
        }
        components.encode(into: &encoder)
        let body = Self.magic + encoder.bytes
        return body + Digest(hashing: body).bytes
    }

    /// Nil when the bytes are not a whole, undamaged record.
    package init?(decoding bytes: [UInt8]) {
        let count = bytes.count - 32
        guard count > Self.magic.count, bytes.starts(with: Self.magic) else { return nil }
        var hasher = DigestHasher()
        hasher.update(bytes[..<count])
        guard Digest(bytes: bytes[count...]) == hasher.digest() else { return nil }
        var decoder = CanonicalDecoder(bytes, count: count)
        decoder.skip(Self.magic.count)
        do {
            key = try decoder.digest()
            manifest = try ArtifactManifest(from: &decoder)
            seconds = try decoder.double()
            created = try decoder.int()
            facts = [:]
            for _ in 0..<(try decoder.list() / 2) { facts[try decoder.string()] = try decoder.string() }
            components = try ActionComponents(from: &decoder)
        } catch { return nil }
        // Times and durations are shown and compared: none that cannot be.
        guard decoder.isAtEnd, seconds.isFinite, (-1 << 60...1 << 60).contains(created) else { return nil }
    }
}
