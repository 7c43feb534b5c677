import Quantities
import Testing

@Suite struct NumberFormatTests {
    private static let metricsExpected: [(Double, String)] = [
        (0.35123, "0.3512"), (0, "0"), (-0.35126, "-0.3513"), (1, "1.000"), (0.99996, "1.000"), (9.99949, "9.999"), (12.345, "12.35"),
        (123.44, "123.4"), (1234.4, "1234"), (999_999, "999999"), (1_234_567, "1.235e+06"), (0.05, "0.05000"), (0.004321, "0.004321"),
        (0.0001, "1.000e-04"), (1.2346e-5, "1.235e-05"), (9.9999e-7, "1.000e-06"), (1e300, "1.000e+300"), (.nan, "nan"),
        (.infinity, "inf"), (-.infinity, "-inf"),
    ]

    @Test(arguments: metricsExpected)
    func metrics(_ value: Double, _ expected: String) {
        #expect(formatMetric(value) == expected)
    }

    private static let durationsExpected: [(Double, String)] = [
        (0, "0 ms"), (0.000085, "85 µs"), (0.043, "43 ms"), (0.9996, "1.0 s"), (1.24, "1.2 s"), (12.34, "12.3 s"), (59.96, "1 m 00 s"),
        (125, "2 m 05 s"), (3599.6, "1 h 00 m"), (3720, "1 h 02 m"), (86_400 * 3 + 3600 * 4, "3 d 04 h"), (-1, "0 ms"), (.nan, "–"),
    ]

    @Test(arguments: durationsExpected)
    func durations(_ seconds: Double, _ expected: String) {
        #expect(formatDuration(seconds) == expected)
    }

    private static let bytesExpected: [(Int, String)] = [
        (0, "0 B"), (312, "312 B"), (1200, "1.2 kB"), (24_600_000, "24.6 MB"), (1_200_000_000, "1.2 GB"), (999_999, "1.0 MB"),
        (123_456, "123 kB"),
    ]

    @Test(arguments: bytesExpected)
    func bytes(_ count: Int, _ expected: String) {
        #expect(formatBytes(count) == expected)
    }

    @Test func countsAndRates() {
        #expect(formatCount(1_000_209) == "1,000,209")
        #expect(formatCount(-1234) == "-1,234")
        #expect(formatCount(999) == "999")
        #expect(formatRate(412_345) == "412k/s")
        #expect(formatRate(1_234_000) == "1.2M/s")
        #expect(formatRate(86.4) == "86/s")
        #expect(formatRate(0.52) == "0.5/s")
    }

    @Test func fixedRounds() {
        #expect(fixed(-0.001, decimals: 2) == "0.00")
        #expect(fixed(2.5, decimals: 0) == "3")
        #expect(fixed(1.05, decimals: 3) == "1.050")
        #expect(fixed(.nan, decimals: 3) == "nan")
    }
}
