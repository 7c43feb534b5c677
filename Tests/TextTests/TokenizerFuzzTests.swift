import Foundation
import FuzzTargets
import Parameters
import Testing
import Text

@Suite("Fuzzed texts", .serialized)
struct TokenizerFuzzTests {
    /// Encoding any text is what `FuzzTests` tries with each of them.
    @Test("a tokenizer that learns from any texts learns something that works", arguments: ["word", "sentencepiece"])
    func training(id: String) throws {
        var random = Mutator(seed: 99)
        let count = ProcessInfo.processInfo.environment["PIPELINE_FUZZ"].flatMap(Int.init) ?? 600
        let sound = try TextReference.load().texts.map { Array($0.utf8) }
        for _ in 0..<(count / 200) {
            let texts = (0..<200).map { _ in
                String(decoding: random.mutated(sound[random.below(sound.count)], with: sound, maximum: 2000), as: UTF8.self)
            }
            // Different characters are many; there must be room for them.
            let room: [(name: String, value: ParameterValue)] =
                id == "sentencepiece" ? [("train", .record([("vocabulary_size", .int(20_000))]))] : []
            let prepared = try TokenizerSamples.prepare(id, texts, room)
            #expect(try prepared.encode(texts).isValid(vocabularySize: prepared.vocabulary.count))
        }
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
