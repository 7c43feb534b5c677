import Parameters

/// Everything an action's outcome depends on: one Merkle node. Its digest is the action key; kept as a tree so that a difference has
/// a name.
/// Never here: paths, host names, times, thread counts.
public struct ActionComponents: Hashable, Sendable {
    /// Part of every key: raise it when the encoding or the meaning of a key changes.
    public static let schemaVersion = 1

    public struct NamedDigest: Hashable, Sendable {
        public var name: String
        public var digest: Digest

        public init(_ name: String, _ digest: Digest) {
            self.name = name
            self.digest = digest
        }
    }

    public var stage: String
    public var codeVersion: Int
    public var parameters: ParameterValue
    public var seed: UInt64?
    /// Digests of upstream outputs, by the name under which the stage reads them.
    public var inputs: [NamedDigest]
    /// Digests of external files, likewise.
    public var files: [NamedDigest]

    public init(
        stage: String, codeVersion: Int, parameters: ParameterValue, seed: UInt64? = nil,
        inputs: [NamedDigest] = [], files: [NamedDigest] = []
    ) {
        self.stage = stage
        self.codeVersion = codeVersion
        self.parameters = parameters
        self.seed = seed
        self.inputs = inputs.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.files = files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// SHA-256 over: "pipeline action", schema version, then `encode(into:)`.
    public var key: Digest { key(purpose: "pipeline action") }

    func key(purpose: String) -> Digest {
        var encoder = CanonicalEncoder()
        encoder.encode(purpose)
        encoder.encode(Self.schemaVersion)
        encode(into: &encoder)
        return encoder.digest
    }

    /// Stage, code version, parameters, seed or null, list of inputs and list of files (name, digest alternating).
    func encode(into encoder: inout CanonicalEncoder) {
        encoder.encode(stage)
        encoder.encode(codeVersion)
        encoder.encode(parameters)
        if let seed { encoder.encode(seed) } else { encoder.encodeNull() }
        for list in [inputs, files] {
            encoder.encodeList(count: list.count)
            for item in list {
                encoder.encode(item.name)
                encoder.encode(item.digest)
            }
        }
    }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalDecoder.Malformed) {
        stage = try decoder.string()
        codeVersion = try decoder.int()
        parameters = try decoder.value()
        seed = try decoder.optionalUnsigned()
        inputs = try Self.named(&decoder)
        files = try Self.named(&decoder)
    }

    private static func named(_ decoder: inout CanonicalDecoder) throws(CanonicalDecoder.Malformed) -> [NamedDigest] {
        var list: [NamedDigest] = []
        for _ in 0..<(try decoder.list()) { list.append(NamedDigest(try decoder.string(), try decoder.digest())) }
        return list
    }
}
