import Layers
import Randomness
import Testing

@Suite struct InitializerTests {
    /// Normal weights are the stream's numbers one after another, rounded once.
    @Test(arguments: [1, 7, 8, 9, 50_003], [0.01, 1, 37.5]) func normalWeightsAreTheStreamsNumbers(count: Int, deviation: Double) {
        for seed in UInt64(0)..<4 {
            let storage = WeightStore(seed: seed).storage("table", shape: [count], .normal(deviation))
            var random = RandomStream(seed: seed, purpose: "initialize/table")
            let expected = (0..<count).map { _ in Float(deviation * random.normal()) }
            #expect(storage.array.map(\.bitPattern) == expected.map(\.bitPattern))
        }
    }
}
