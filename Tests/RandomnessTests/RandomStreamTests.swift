import Randomness
import Testing

@Suite struct RandomStreamTests {
    /// Values by `reference.py` beside this file, which also reproduces SplitMix64's published vector for seed 1234567.
    @Test func wordsByPlaceAreThoseThatComeNext() {
        var stream = RandomStream(seed: 3, purpose: "test")
        let words = (0..<5).map(stream.word)
        #expect(words == (0..<5).map { _ in stream.next() })
    }

    @Test func equalsTheIndependentImplementation() {
        var stream = RandomStream(seed: 42, purpose: "shuffle", position: 3)
        let expected: [UInt64] = [0x1401_a12c_064a_d9f4, 0xcb59_b9d8_21f8_6114, 0x1b9f_ee5c_67ef_cc84, 0xa792_5589_ca2d_4971]
        #expect((0..<4).map { _ in stream.next() } == expected)
    }

    @Test func keyedStreamsAreReproducibleAndDistinct() {
        func first(_ seed: UInt64, _ purpose: String, _ position: UInt64) -> [UInt64] {
            var stream = RandomStream(seed: seed, purpose: purpose, position: position)
            return (0..<4).map { _ in stream.next() }
        }
        #expect(first(1, "shuffle", 0) == first(1, "shuffle", 0))
        let others = [first(1, "shuffle", 1), first(2, "shuffle", 0), first(1, "negatives", 0), first(1, "shuffl", 0), first(1, "", 0)]
        for other in others { #expect(other != first(1, "shuffle", 0)) }
        #expect(Set(others).count == others.count)
    }

    @Test func uniformHasTheMomentsOfUniform() {
        var stream = RandomStream(seed: 7, purpose: "test")
        let count = 200_000
        let values = (0..<count).map { _ in stream.uniform() }
        let mean = values.reduce(0, +) / Double(count)
        let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(count)
        // Standard errors: sqrt(1/12/n) = .00065 for the mean; 4 of them.
        #expect(abs(mean - 0.5) < 0.0026)
        #expect(abs(variance - 1.0 / 12) < 0.001)
        #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    }

    @Test func normalHasTheMomentsOfNormal() {
        var stream = RandomStream(seed: 8, purpose: "test")
        let count = 200_000
        let values = (0..<count).map { _ in stream.normal() }
        let mean = values.reduce(0, +) / Double(count)
        let variance = values.map { $0 * $0 }.reduce(0, +) / Double(count)
        let beyondTwo = Double(values.count { abs($0) > 2 }) / Double(count)
        #expect(abs(mean) < 0.009)
        #expect(abs(variance - 1) < 0.013)
        #expect(abs(beyondTwo - 0.0455) < 0.002)
    }

    @Test func belowIsUniformByChiSquare() {
        var stream = RandomStream(seed: 9, purpose: "test")
        var counts = [Int](repeating: 0, count: 10)
        for _ in 0..<100_000 { counts[stream.below(10)] += 1 }
        let chiSquare = counts.map { Double(($0 - 10_000) * ($0 - 10_000)) / 10_000 }.reduce(0, +)
        #expect(chiSquare < 27.88)  // 9 degrees of freedom, p = .001
    }

    @Test func shuffleIsAPermutationThatMovesThings() {
        var stream = RandomStream(seed: 10, purpose: "test")
        var values = Array(0..<1_000)
        stream.shuffle(&values)
        #expect(values.sorted() == Array(0..<1_000))
        #expect(values != Array(0..<1_000))
        var none: [Int] = [], one = [5]
        stream.shuffle(&none)
        stream.shuffle(&one)
        #expect(none.isEmpty && one == [5])
    }
}
