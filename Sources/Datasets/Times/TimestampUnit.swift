import Parameters

/// What the timestamps of a file count since 1970-01-01 00:00 UTC.
public enum TimestampUnit: String, ParameterChoice {
    case seconds, milliseconds, microseconds, nanoseconds

    /// A unit is 10ⁿ microseconds.
    var exponent: Int {
        switch self {
        case .seconds: 6
        case .milliseconds: 3
        case .microseconds: 0
        case .nanoseconds: -3
        }
    }

    /// A time that was read in this unit, had it been written in another: µs · 10^(other − own).
    func reinterpreted(_ microseconds: Int64, as other: TimestampUnit) -> Int64? {
        var result = microseconds
        for _ in 0..<max(0, other.exponent - exponent) {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            result = product
        }
        for _ in 0..<max(0, exponent - other.exponent) { result /= 10 }
        return result
    }
}
