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

    /// Whether an output can hold a file of that name: a relative path without `.` and `..`, so that it can be laid out in a directory.
    package static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return !name.utf8.contains(0) && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
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

    /// Records may come from elsewhere: names that lead out of the artifact, and sizes that no files have, are malformed.
    init(from decoder: inout CanonicalDecoder) throws(CanonicalDecoder.Malformed) {
        var files: [ArtifactFile] = [], left = Int.max
        for _ in 0..<(try decoder.list()) {
            let file = ArtifactFile(name: try decoder.string(), digest: try decoder.digest(), size: try decoder.int())
            let isNext = files.last.map { $0.name.utf8.lexicographicallyPrecedes(file.name.utf8) } ?? true
            guard isNext, ArtifactFile.isName(file.name), (0...left).contains(file.size) else { throw CanonicalDecoder.Malformed() }
            left -= file.size
            files.append(file)
        }
        self.files = files
        digest = Self.digest(of: files)
    }
}
