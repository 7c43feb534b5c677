import Parameters
import Store
import Testing

/// The literals were printed by Fixtures/canonical.py, which was written from the documentation. When one of these fails, every
/// stored result has lost its key: raise `ActionComponents.schemaVersion` on purpose, or undo the change.
@Suite struct GoldenKeyTests {
    let tree = ParameterValue.record([
        ("b", .list([.int(1), .double(2.5), .null, .bool(true), .string("é")])),
        ("a", .record([("x", .int(-1)), ("", .double(-0.0))])), ("Z", .list([])), ("nan", .double(.nan)),
    ])
    let train = ParameterValue.record([
        ("epochs", .int(20)), ("optimizer", .record([("name", .string("adam")), ("learning_rate", .double(0.001))])),
        ("hidden", .list([.int(64), .int(32)])),
    ])

    private func content(_ text: String) -> Digest { Digest(hashing: Array(text.utf8)) }

    private var trainComponents: ActionComponents {
        ActionComponents(
            stage: "train", codeVersion: 3, parameters: train, seed: 42,
            inputs: [.init("split", content("s")), .init("encode", content("e"))], files: [.init("ratings", content("r"))])
    }

    @Test func bytesOfATree() {
        var encoder = CanonicalEncoder()
        encoder.encode(tree)
        #expect(encoder.digest.hex == "eb9ff199fd44435f7bc8700eab7a9346e340e637a8ca5ab851ccc1d43830980c")
        #expect(encoder.bytes.count == 156)
    }

    @Test func actionKeys() {
        let empty = ActionComponents(stage: "ingest", codeVersion: 1, parameters: .record([]))
        #expect(empty.key.hex == "0e3dbbbfcb1658a5c01f8f8992920f22d147005b46bc93a85325afe83fa0b69b")
        #expect(trainComponents.key.hex == "54272910f645f575a4f881037df937f85094e4d969de4ec1bce82721b0246c97")
    }

    @Test func checkpointChainLeavesOutTheBudget() {
        let chain = trainComponents.chain(without: ["epochs"])
        #expect(chain.key.hex == "785ba2ffb9750a67b178a33d0b315975615b40c455084c8f959b0bf58802f225")
    }

    @Test func manifests() {
        let manifest = ArtifactManifest([
            ArtifactFile(name: "b.json", digest: content("{}"), size: 2),
            ArtifactFile(name: "a/weights", digest: Digest(hashing: [0, 1]), size: 2),
        ])
        #expect(manifest.digest.hex == "e5c1dadc6a1d017d3994adfda617098e22c80162e83c01f79cadf9fd7ca9a04e")
        #expect(manifest.files.map(\.name) == ["a/weights", "b.json"])
        #expect(ArtifactManifest([]).digest.hex == "33f26cff3bd6b3b92e68eeab3f92249b74824f7da121c530715b4a16440ff725")
    }

    /// NIST's examples for FIPS 180-4.
    @Test func sha256() {
        #expect(content("abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(content("").hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }
}
