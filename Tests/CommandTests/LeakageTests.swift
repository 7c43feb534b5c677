import Foundation
import Testing

/// What is written in a review of the test part must not reach training: not a byte of what training reads may change.
@Suite struct LeakageTests {
    static let spec = """
        experiment: texts
        seed: 3
        ingest: {format: amazon-reviews, reviews: reviews.json}
        tokenize: {tokenizer: word, fields: [review.summary, review.text]}
        split: {strategy: leave-one-out, order: time}
        encode: {encoder: documents, max_tokens: 24, min_count: 1}
        train: {model: dcn, embedding_dim: 4, hidden: 3, fusion_dim: 4, epochs: 2, batch_size: 16}
        evaluate: {protocol: rating, metrics: [mse]}

        """

    /// Users' reviews in the order of time: the last is the test's, the one before the validation's.
    static let reviews: String = {
        var lines = ""
        for user in 0..<10 {
            for item in 0..<7 where (user + item) % 3 != 0 || item > 4 {
                let rating = 1 + (user * 2 + item * 3) % 5
                lines += """
                    {"reviewerID": "u\(user)", "asin": "i\(item)", "overall": \(rating), "summary": "stars\(rating)", \
                    "reviewText": "word\(user)x\(item) is good", "unixReviewTime": \(1000 + item)}

                    """
            }
        }
        return lines
    }()

    private func documents(_ bench: Bench, _ name: String = "documents") throws -> Data {
        let output = try bench.pipeline("show", "latest", "--file", "\(name).safetensors")
        let path = output.stdout.trimmingCharacters(in: .whitespacesAndNewlines)
        return try Data(contentsOf: URL(fileURLWithPath: path.hasPrefix("/") ? path : bench.path(path)))
    }

    @Test func aTestReviewChangesNothingThatTrainingReads() throws {
        let bench = try Bench(["exp.yaml": Self.spec, "reviews.json": Self.reviews])
        #expect(try bench.run().ran == ["ingest", "tokenize", "split", "encode", "train", "evaluate"])
        let before = try documents(bench)
        for (item, text) in [(6, "word1x6 is good"), (5, "word1x5 is good")] {
            #expect(try bench.read("reviews.json").contains(text), "item \(item)")
            try bench.edit("reviews.json", text, "good good good zebra stars1 word2x1 is is is")
            #expect(try bench.run().ran == ["ingest", "tokenize", "encode"], "the model comes from the cache")
            #expect(try documents(bench) == before)
        }
        try bench.edit("reviews.json", "word1x3 is good", "word1x3 is bad")
        #expect(try bench.run().ran.isSuperset(of: ["encode", "train", "evaluate"]), "a training review is read")
        #expect(try documents(bench) != before)
    }

    @Test func theLeakyProtocolIsOnRecord() throws {
        let bench = try Bench([
            "exp.yaml": Self.spec.replacing("min_count: 1", with: "min_count: 1, leaky: true"), "reviews.json": Self.reviews,
        ])
        try bench.run()
        #expect(try bench.query("SELECT value FROM parameters WHERE name = 'encode.leaky'") == ["true"])
        try bench.edit("reviews.json", "word1x6 is good", "zebra")
        #expect(try bench.run().ran.contains("train"))
    }

    @Test func countingTestReviewsIsRefused() throws {
        let bench = try Bench([
            "exp.yaml": Self.spec.replacing("tokenizer: word", with: "tokenizer: word, min_frequency: 2, vocabulary_size: 9"),
            "reviews.json": Self.reviews,
        ])
        let output = try bench.pipeline("validate", "exp.yaml")
        #expect(
            output.code == 65 && output.stderr.contains("'min_frequency'") && output.stderr.contains("'vocabulary_size'"),
            "\(output.stderr)")
    }

    @Test func attentionIsShownForPeopleAndPrograms() throws {
        let bench = try Bench(["exp.yaml": Self.spec, "reviews.json": Self.reviews])
        try bench.run()
        let json = try bench.pipeline("attention", "latest", "--user", "u1", "--item", "i3", "--format", "json")
        let page = try #require(try JSONSerialization.jsonObject(with: Data(json.stdout.utf8)) as? [String: Any], "\(json.stderr)")
        for name in ["user", "item"] {
            let side = try #require(page[name] as? [String: Any]), words = try #require(side["words"] as? [[String: Any]])
            let sum = words.compactMap { $0["weight"] as? Double }.reduce(0, +)
            #expect(abs(sum - 1) < 1e-5 && words.contains { $0["word"] as? String == "good" })
        }
        let table = try bench.pipeline("attention", "latest", "--user", "u1", "--item", "i3").stdout
        #expect(table.contains("good") && !table.contains("\u{1B}"))
        #expect(try bench.pipeline("attention", "latest", "--user", "u1", "--item", "i3", "--output", "page.html").code == 0)
        #expect(try bench.read("page.html").contains("background: rgba(255, 140, 0, 1.0)"))
        let unknown = try bench.pipeline("attention", "latest", "--user", "u1", "--item", "nobody")
        #expect(unknown.code != 0 && unknown.stderr.contains("no item 'nobody'"))
    }

    // MARK: Over a pretrained encoder

    private static let words =
        (["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "is", "bad", "zebra", "stars", "word", "##x"]
        + (0..<10).map { "##\($0)" }).joined(separator: "\n") + "\n"

    /// With the small BERT of Tests/TransformersTests in the place of learned word vectors.
    private func encoderBench(pooling: String) throws -> Bench {
        let spec = Self.spec
            .replacing("{tokenizer: word,", with: "{tokenizer: wordpiece, vocabulary: words.txt,")
            .replacing("min_count: 1", with: "model: encoder, pooling: \(pooling), text_tokens: 16, rating_tokens: true")
        let bench = try Bench(["exp.yaml": spec, "reviews.json": Self.reviews, "words.txt": Self.words])
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        try FileManager.default.copyItem(
            atPath: tests.appending(path: "TransformersTests/Fixtures/bert").path, toPath: bench.path("encoder"))
        return bench
    }

    @Test(arguments: ["mean", "tokens"]) func aTestReviewChangesNothingThatTrainingReadsFromAnEncoder(pooling: String) throws {
        let bench = try encoderBench(pooling: pooling)
        #expect(try bench.run().ran == ["ingest", "tokenize", "split", "encode", "train", "evaluate"])
        let before = try ["documents", "document_vectors"].map { try documents(bench, $0) }
        try bench.edit("reviews.json", "word1x6 is good", "good good zebra stars1 word2x1 is is")
        #expect(try bench.run().ran == ["ingest", "tokenize", "encode"], "the model comes from the cache")
        #expect(try ["documents", "document_vectors"].map { try documents(bench, $0) } == before)
        #expect(try bench.pipeline("log", "latest", "--stage", "encode").stdout.contains("all encoded before"))
        try bench.edit("reviews.json", "word1x3 is good", "word1x3 is bad")
        #expect(try bench.run().ran.isSuperset(of: ["encode", "train", "evaluate"]), "a training review is read")
        #expect(try bench.pipeline("log", "latest", "--stage", "encode").stdout.contains("encoded 1 texts"))
        #expect(try documents(bench) != before[0] || documents(bench, "document_vectors") != before[1])
        try bench.edit("exp.yaml", "hidden: 3", "hidden: 5")
        #expect(try bench.run().ran == ["train", "evaluate"], "another model encodes nothing")
    }

    @Test func attentionOverAnEncoderShowsReviews() throws {
        let bench = try encoderBench(pooling: "mean")
        try bench.run()
        let output = try bench.pipeline("attention", "latest", "--user", "u1", "--item", "i3", "--format", "json")
        let page = try #require(try JSONSerialization.jsonObject(with: Data(output.stdout.utf8)) as? [String: Any], "\(output.stderr)")
        let user = try #require(page["user"] as? [String: Any]), units = try #require(user["words"] as? [[String: Any]])
        #expect(units.contains { $0["word"] as? String == "[rating 3] stars3 word1x0 is good" }, "\(units)")
        #expect(abs(units.compactMap { $0["weight"] as? Double }.reduce(0, +) - 1) < 1e-5)
    }

    @Test func whatDoesNotGoWithAnEncoderIsRefused() throws {
        let bench = try encoderBench(pooling: "mean")
        try bench.edit("exp.yaml", "text_tokens: 16", "min_count: 7")
        let output = try bench.pipeline("validate", "exp.yaml")
        #expect(output.code == 65 && output.stderr.contains("'min_count'"), "\(output.stderr)")
        try bench.edit("exp.yaml", "min_count: 7", "text_tokens: 16")
        try bench.edit("exp.yaml", "{tokenizer: wordpiece, vocabulary: words.txt,", "{tokenizer: word,")
        let other = try bench.pipeline("validate", "exp.yaml")
        #expect(other.code == 65 && other.stderr.contains("its own vocabulary"), "\(other.stderr)")
    }
}
