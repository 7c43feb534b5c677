/// One file of an artifact.
public struct ArtifactFile: Hashable, Sendable {
    public var name: String
    public var digest: Digest
    /// Bytes.
    public var size: Int

    public init(name: String, digest: Digest, size: Int) {
        self.name = name
        self.digest = digest
        self.size = size
    }
}

/// What a stage made: named files. Two manifests with the same digest are the same output.
public struct ArtifactManifest: Hashable, Sendable {
    /// Ascending by the UTF-8 bytes of the name; names are unique.
    public let files: [ArtifactFile]
    /// SHA-256 over the canonical encoding of: "pipeline artifact", list of (name, digest, size).
    public let digest: Digest

    /// Of files with the same name the last wins.
    public init(_ files: [ArtifactFile]) {
        var byName: [String: ArtifactFile] = [:]
        for file in files { byName[file.name] = file }
        self.files = byName.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        digest = Self.digest(of: self.files)
    }

    public subscript(name: String) -> ArtifactFile? { files.first { $0.name == name } }

    public var size: Int { files.reduce(0) { $0 + $1.size } }

    private static func digest(of files: [ArtifactFile]) -> Digest {
        var encoder = CanonicalEncoder()
        encoder.encode("pipeline artifact")
        Self.encode(files, into: &encoder)
        return encoder.digest
    }

    private static func encode(_ files: [ArtifactFile], into encoder: inout CanonicalEncoder) {
        encoder.encodeList(count: files.count)
        for file in files {
            encoder.encode(file.name)
            encoder.encode(file.digest)
            encoder.encode(file.size)
        }
    }

    func encode(into encoder: inout CanonicalEncoder) { Self.encode(files, into: &encoder) }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalDecoder.Malformed) {
        var files: [ArtifactFile] = []
        for _ in 0..<(try decoder.list()) {
            files.append(ArtifactFile(name: try decoder.string(), digest: try decoder.digest(), size: try decoder.int()))
        }
        self.files = files
        digest = Self.digest(of: files)
    }
}
