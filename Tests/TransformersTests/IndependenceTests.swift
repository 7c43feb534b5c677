import Testing
import Transformers

/// A text's vector follows from its own tokens alone, to the bit.
@Suite struct IndependenceTests {
    /// 300 texts of 1 to 50 tokens, some of them equal.
    private func texts(vocabulary: Int) -> (offsets: [Int], tokens: [Int32]) {
        var offsets = [0], tokens: [Int32] = []
        for text in 0..<300 {
            let length = 1 + (text * 37) % 50
            tokens += (0..<length).map { Int32((text % 100 * 7 + $0 * $0 * 3) % vocabulary) }
            offsets.append(tokens.count)
        }
        return (offsets, tokens)
    }

    @Test(arguments: ["bert", "bert-head", "t5", "mt5"]) func neighboursAndThreadsChangeNothing(name: String) throws {
        let encoder = try TextEncoder(folder: Fixture(name).path), width = encoder.dimension
        let (offsets, tokens) = texts(vocabulary: encoder.configuration.vocabularySize)
        let together = try encoder.encode(offsets: offsets, tokens: tokens, Pooling(.mean))
        #expect(try encoder.encode(offsets: offsets, tokens: tokens, Pooling(.mean), threads: 3) == together)
        let halves = try encoder.encodeTokens(offsets: offsets, tokens: tokens, threads: 2)
        for text in stride(from: 0, to: 300, by: 23) {
            let own = Array(tokens[offsets[text]..<offsets[text + 1]])
            let alone = try encoder.encode(offsets: [0, own.count], tokens: own, Pooling(.mean))
            #expect(alone == Array(together[(text * width)..<((text + 1) * width)]))
            let aloneHalves = try encoder.encodeTokens(offsets: [0, own.count], tokens: own)
            #expect(aloneHalves == Array(halves[(offsets[text] * width)..<(offsets[text + 1] * width)]))
        }
    }

    @Test func textsWithoutTokensAreZeros() throws {
        let encoder = try TextEncoder(folder: Fixture("bert").path), width = encoder.dimension
        let vectors = try encoder.encode(offsets: [0, 0, 2, 2], tokens: [3, 4], Pooling(.mean, normalized: true))
        #expect(vectors.count == 3 * width)
        #expect(vectors[..<width].allSatisfy { $0 == 0 } && vectors[(2 * width)...].allSatisfy { $0 == 0 })
        #expect(vectors[width..<(2 * width)].contains { $0 != 0 })
        #expect(try encoder.encode(offsets: [0], tokens: [], Pooling(.mean)).isEmpty)
    }

    @Test func cancelling() throws {
        let encoder = try TextEncoder(folder: Fixture("bert").path)
        #expect(throws: (any Error).self) {
            try encoder.encode(offsets: [0, 2], tokens: [3, 4], Pooling(.mean), isCancelled: { true })
        }
    }
}
