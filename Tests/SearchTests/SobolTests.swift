import Search
import Testing

@Suite struct SobolTests {
    @Test func equalsSciPyUnscrambled() throws {
        let points = try Fixture.load("sobol.json", as: [[Double]].self)
        let dimensions = [0, 1, 2, 5, 17, 40, 63]
        #expect(points.count == 16)
        for (index, point) in points.enumerated() {
            #expect(dimensions.map { SobolSequence.coordinate(UInt32(index), $0) } == point.map(Optional.init))
        }
        #expect(SobolSequence.coordinate(0, 64) == nil)
    }

    /// Scrambling keeps one point in each of 2^k intervals of every dimension.
    @Test func scrambledPointsAreStratified() throws {
        for dimension in 0..<SobolSequence.maximumDimensions {
            let points = (0..<256).compactMap { SobolSequence.coordinate(UInt32($0), dimension, scramble: 0x9E37_79B9) }
            #expect(Set(points.map { Int($0 * 256) }).count == 256)
        }
    }
}
