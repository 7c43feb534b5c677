import Foundation
import Testing

/// `encode: {encoder: transformer}` over the small checkpoints of Tests/TransformersTests/Fixtures.
@Suite struct TransformerEncoderTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "TransformersTests/Fixtures").path

    /// As many words as the encoder's table has rows: 50.
    private static let vocabulary =
        (["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "##s", "##es", "##ed", "the", "a"] + (0..<40).map { "w\($0)" }).joined(
            separator: "\n")
        + "\n"

    /// Thirty users, ten films with titles of words w0 … w39; films 3 and 7 have one title.
    private static let ratings =
        (1...30).flatMap { user in
            (0..<6).map { "\(user)::\(1 + (user * 7 + $0 * $0 + $0) % 10)::\(1 + (user + $0) % 5)::\(1000 + user * 10 + $0)" }
        }.joined(separator: "\n") + "\n"
    private static func title(_ film: Int) -> String {
        (0..<(film % 4 + 2)).map { "w\(((film == 7 ? 3 : film) * 3 + $0 * 5) % 40)" }.joined(separator: " ")
    }
    private static let films = (1...10).map { "\($0)::\(title($0 == 7 ? 3 : $0))::Drama" }.joined(separator: "\n") + "\n"

    private static let spec = """
        experiment: encoded
        seed: 5
        ingest: {format: movielens, ratings: ratings.dat, items: movies.dat}
        tokenize: {tokenizer: wordpiece, vocabulary: vocab.txt, fields: [item.title]}
        split: {strategy: leave-one-out, order: time}
        encode: {encoder: transformer, model: encoder, max_tokens: 16}
        train:
          profile: {model: content-profile}
          dcn: {model: dcn-v2, embedding_dim: 4, layers: [8], epochs: 1, batch_size: 32}
          towers: {model: two-tower, embedding_dim: 8, epochs: 1, batch_size: 32}
        evaluate: {protocol: full-ranking, metrics: [ndcg], cutoffs: [5]}

        """

    private func bench(_ encoder: String = "bert", spec: String = Self.spec) throws -> Bench {
        let bench = try Bench([
            "exp.yaml": spec, "vocab.txt": Self.vocabulary, "ratings.dat": Self.ratings, "movies.dat": Self.films,
        ])
        try FileManager.default.copyItem(atPath: "\(Self.fixtures)/\(encoder)", toPath: bench.path("encoder"))
        return bench
    }

    private func log(_ bench: Bench) throws -> String {
        let output = try bench.pipeline("log", "latest", "--stage", "encode")
        #expect(output.code == 0)
        return output.stdout
    }

    @Test(arguments: ["bert", "t5"]) func addingATextEncodesOnlyTheNewOne(encoder: String) throws {
        let bench = try bench(encoder)
        let first = try bench.run()
        #expect(first.ran.isSuperset(of: ["tokenize", "encode", "train/profile", "train/dcn", "train/towers"]))
        #expect(try log(bench).contains("9 different texts of 10, 9 of them new"))
        #expect(try bench.run().ran.isEmpty)

        try bench.write("movies.dat", Self.films + "11::w1 w2 w38::Drama\n")
        try bench.write("ratings.dat", Self.ratings + "3::11::4::5000\n")
        let second = try bench.run()
        #expect(second.ran.isSuperset(of: ["ingest", "tokenize", "encode"]))
        let log = try log(bench)
        #expect(log.contains("10 different texts of 11, 1 of them new") && log.contains("encoded 1 texts"))
        #expect(try bench.run().ran.isEmpty)
        // The same bytes as when all are encoded at once.
        let fresh = try bench.run("--workspace", "other")
        #expect(fresh.artifacts["encode"] == second.artifacts["encode"])
        // Items in another order, and one fewer: nothing is encoded.
        try bench.write("ratings.dat", Self.ratings.split(separator: "\n").reversed().joined(separator: "\n") + "\n")
        #expect(try bench.run().ran.contains("encode"))
        #expect(try self.log(bench).contains("all encoded before"))
    }

    @Test func otherOptionsShareWhatIsEncoded() throws {
        let bench = try bench()
        try bench.run()
        try bench.edit("exp.yaml", "max_tokens: 16", "max_tokens: 17, precision: float16, normalize: false")
        #expect(try bench.run().ran.contains("encode"))
        #expect(try log(bench).contains("all encoded before"))
        try bench.edit("exp.yaml", "max_tokens: 17", "pooling: cls, max_tokens: 17")
        #expect(try bench.run().ran.contains("encode"))
        #expect(try log(bench).contains("9 of them new"))
        // Forced, it makes everything again and finds the same bytes.
        let before = try bench.run()
        let forced = try bench.run("--force", "encode")
        #expect(try log(bench).contains("9 of them new"))
        #expect(forced.artifacts["encode"] == before.artifacts["encode"])
    }

    @Test func anotherEncoderAtTheSamePlaceEncodesAgain() throws {
        let bench = try bench()
        let first = try bench.run()
        try FileManager.default.removeItem(atPath: bench.path("encoder"))
        try FileManager.default.copyItem(atPath: Self.fixtures + "/distilbert", toPath: bench.path("encoder"))
        let second = try bench.run()
        #expect(second.ran.contains("encode") && !second.ran.contains("tokenize"))
        #expect(second.artifacts["encode"] != first.artifacts["encode"])
        // The same files elsewhere are the same encoder.
        try FileManager.default.moveItem(atPath: bench.path("encoder"), toPath: bench.path("elsewhere"))
        try bench.edit("exp.yaml", "model: encoder", "model: elsewhere")
        #expect(try bench.run().ran.isEmpty)
    }

    @Test func tokensKeepTheirVectors() throws {
        let bench = try bench(
            spec: Self.spec.replacing("max_tokens: 16", with: "pooling: tokens, max_tokens: 16").replacing(
                #/train:(\n  .*)+/#, with: "train: {model: popularity}"))
        let report = try bench.run()
        #expect(report.ran.contains("encode"))
        // Films 1 … 10 have 2 to 5 words, [CLS] and [SEP].
        #expect(try bench.query("SELECT CAST(value AS INTEGER) FROM metrics WHERE name = 'text/encoded_tokens' LIMIT 1") == ["55"])
        #expect(try bench.query("SELECT CAST(value AS INTEGER) FROM metrics WHERE name = 'text/texts' LIMIT 1") == ["9"])
    }

    @Test func whatDoesNotSuitIsRefused() throws {
        func refused(_ change: (Bench) throws -> Void, _ words: [String], command: [String] = ["run", "exp.yaml"]) throws {
            let bench = try bench()
            try change(bench)
            let output = try bench.start(command).wait()
            #expect(output.code != 0)
            for word in words { #expect(output.stderr.contains(word), "\(output.stderr)") }
            #expect(output.stderr.contains("hint: "))
        }
        try refused({ try $0.edit("exp.yaml", "tokenizer: wordpiece, vocabulary: vocab.txt", "tokenizer: word") }, ["its own vocabulary"])
        try refused({ try $0.edit("exp.yaml", "model: encoder", "model: nowhere") }, ["nowhere/config.json", "nowhere/model.safetensors"])
        try refused({ try $0.edit("exp.yaml", "max_tokens: 16", "max_tokens: 61") }, ["reads 60 tokens, not 61"])
        try refused({ try $0.write("vocab.txt", Self.vocabulary + "one\nmore\n") }, ["vocabulary of 52", "knows 50"])
        try refused(
            { try $0.edit("exp.yaml", "max_tokens: 16", "pooling: tokens, normalize: true, precision: float32") },
            [
                "'normalize'", "float16",
            ])
        try refused(
            { bench in
                let file = URL(fileURLWithPath: bench.path("encoder/model.safetensors"))
                try Data(contentsOf: file).prefix(3000).write(to: file)
            }, ["not a valid safetensors file"])
    }
}
