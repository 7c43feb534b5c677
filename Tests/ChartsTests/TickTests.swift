import Charts
import Foundation
import Testing

/// Against d3's own figures (Fixtures/make.cjs).
@Suite struct TickTests {
    private struct Fixture: Decodable {
        struct Case: Decodable {
            var low: Double, high: Double, count: Double
            var ticks: [Double]?
            var ends: [Double]?
        }
        var linear: [Case], nice: [Case], logarithmic: [Case]
    }

    private func fixture() throws -> Fixture {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/ticks.json")
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
    }

    @Test func linearTicksAreThoseOfD3() throws {
        let cases = try fixture().linear
        #expect(cases.count == 75)
        for one in cases { #expect(Ticks.linear(one.low, one.high, count: one.count) == one.ticks, "\(one)") }
    }

    @Test func niceEndsAreThoseOfD3() throws {
        for one in try fixture().nice {
            let ends = Ticks.nice(one.low, one.high, count: one.count)
            #expect([ends.low, ends.high] == one.ends, "\(one)")
        }
    }

    @Test func logarithmicTicksAreThoseOfD3() throws {
        for one in try fixture().logarithmic {
            let ticks = Ticks.logarithmic(one.low, one.high, count: Int(one.count)), expected = one.ticks ?? []
            #expect(ticks.count == expected.count, "\(one): \(ticks)")
            // d3 has 1/1000, we have 10^−3: the last bit may differ.
            for (tick, wanted) in zip(ticks, expected) { #expect(abs(tick - wanted) <= 1e-12 * abs(wanted)) }
        }
    }

    @Test func nothingForWhatIsNoRange() {
        #expect(Ticks.linear(1, 0, count: 5) == [])
        #expect(Ticks.linear(.nan, 1, count: 5) == [])
        #expect(Ticks.linear(2, 2, count: 5) == [2])
        #expect(Ticks.logarithmic(0, 1, count: 5) == [])
        #expect(Ticks.nice(3, 3, count: 5) == (3, 3))
        // As d3-scale 4 does, later than the fixture: five to six has no powers of ten.
        #expect(Ticks.logarithmic(5, 6, count: 6) == [5, 5.2, 5.4, 5.6, 5.8, 6])
    }

    @Test func labelsHaveTheDecimalsOfTheirDistance() {
        #expect(TickLabels.texts([0, 0.05, 0.1]) == ["0.00", "0.05", "0.10"])
        #expect(TickLabels.texts([0, 5, 10]) == ["0", "5", "10"])
        #expect(TickLabels.texts([0, 20_000, 40_000]) == ["0", "20,000", "40,000"])
        #expect(TickLabels.texts([0, 1e-6, 2e-6]) == ["0", "1e-6", "2e-6"])
        #expect(TickLabels.texts([-1, -0.5, 0]) == ["-1.0", "-0.5", "0.0"])
        #expect(TickLabels.texts([1e-4, 0.001, 0.01, 1, 100, 1e6], isLog: true) == ["1e-4", "0.001", "0.01", "1", "100", "1e6"])
    }

    @Test func scalesTakeValuesToFractions() throws {
        let linear = Scale(10, 20), log = Scale(0.01, 100, isLog: true)
        #expect(linear.fraction(15) == 0.5)
        #expect(linear.fraction(.nan) == nil)
        #expect(abs(try #require(log.fraction(1)) - 0.5) < 1e-12)
        #expect(log.fraction(0) == nil)
        #expect(abs(log.value(0.25) - 0.1) < 1e-12)
        // A single value gets room around it.
        #expect(Scale(5, 5).low == 4.5)
        #expect(Scale(showing: [.nan, .infinity]).low == 0)
    }

    @Test func smoothingIsTheAverageWithoutBias() {
        // w = 0.5: 1; (0.5·0.5 + 0.5·3) / 0.75 = 7/3; (0.5·1.75 + 0.5·5) / 0.875 = 27/7.
        let values = smoothed([1, 3, .nan, 5], weight: 0.5)
        #expect(values[0] == 1)
        #expect(abs(values[1] - 7 / 3) < 1e-12)
        #expect(values[2].isNaN)
        #expect(abs(values[3] - 27 / 7) < 1e-12)
        #expect(smoothed([1, 2], weight: 0) == [1, 2])
    }
}
