/// Seconds since it was made, by the monotonic clock.
package struct Stopwatch: Sendable {
    private let start = ContinuousClock.now

    package init() {}

    package var seconds: Double {
        let elapsed = (ContinuousClock.now - start).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }
}
