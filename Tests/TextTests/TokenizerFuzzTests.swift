import Parameters
import Testing
import Text

@Suite("Fuzzed texts", .serialized)
struct TokenizerFuzzTests {
    @Test("every tokenizer takes any text: valid numbers, no crash, no hang, bounded memory", arguments: TokenizerRegistry.all.map(\.id))
    func texts(id: String) throws {
        var random = FuzzGenerator(seed: 20_261_121)
        let prepared = try TokenizerSamples.prepare(id, try TextReference.load().texts, [("max_tokens", .int(64))])
        let count = FuzzGenerator.count(3000), clock = ContinuousClock()
        let before = try FuzzGenerator.residentMegabytes()
        var slowest = Duration.zero, all = Duration.zero
        for start in stride(from: 0, to: count, by: 100) {
            let texts = (0..<min(100, count - start)).map { _ in random.text() }
            var matrix = TokenMatrix()
            let time = try clock.measure { matrix = try prepared.encode(texts) }
            (slowest, all) = (max(slowest, time), all + time)
            #expect(matrix.rowCount == texts.count && matrix.isValid(vocabularySize: prepared.vocabulary.count))
            #expect((0..<matrix.rowCount).allSatisfy { matrix[$0].count <= 64 })
        }
        let grown = try FuzzGenerator.residentMegabytes() - before
        print("fuzz: \(id), \(count) texts in \(all), slowest hundred \(slowest), memory grown \(grown) MB")
        // A bound that only a wrong algorithm exceeds, on a busy machine too.
        #expect(slowest < .seconds(10))
        #expect(grown < 200)
    }

    @Test("a tokenizer that learns from any texts learns something that works", arguments: ["word", "sentencepiece"])
    func training(id: String) throws {
        var random = FuzzGenerator(seed: 99)
        let count = FuzzGenerator.count(600), started = ContinuousClock.now, before = try FuzzGenerator.residentMegabytes()
        for _ in 0..<(count / 200) {
            let texts = (0..<200).map { _ in random.text() }
            // Random scalars are many; there must be room for them.
            let room: [(name: String, value: ParameterValue)] =
                id == "sentencepiece" ? [("train", .record([("vocabulary_size", .int(20_000))]))] : []
            let prepared = try TokenizerSamples.prepare(id, texts, room)
            #expect(try prepared.encode(texts).isValid(vocabularySize: prepared.vocabulary.count))
        }
        let grown = try FuzzGenerator.residentMegabytes() - before
        print("fuzz: \(id) learning from \(count) texts, 200 at a time: \(ContinuousClock.now - started), memory grown \(grown) MB")
        #expect(grown < 300)
    }

    @Test("the time of a long text grows with its length", arguments: TokenizerRegistry.all.map(\.id))
    func longTexts(id: String) throws {
        let prepared = try TokenizerSamples.prepare(id, try TextReference.load().texts)
        for piece in ["a", "é", "\u{302E}", "中", "[", "[SEP]", "a\u{301}", " ", "'", "\u{0}"] {
            let text = String(repeating: piece, count: 200_000 / piece.utf8.count)
            let time = try ContinuousClock().measure { _ = try prepared.encode([text]) }
            #expect(time < .seconds(20), "\(id) took \(time) for 200 kB of \(piece.debugDescription)")
        }
    }
}
