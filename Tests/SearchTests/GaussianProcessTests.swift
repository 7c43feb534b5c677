import Search
import Testing

/// What Bayesian optimization does with things that happen in sweeps.
@Suite struct GaussianProcessTests {
    /// Constraints are learned: with x + y ≥ 1.2, proposals after 25 trials are mostly feasible, and the best is near the edge.
    @Test func constraintsAreLearned() throws {
        let space = try SearchSpace([SearchParameter("x", .uniform(0, 1)), SearchParameter("y", .uniform(0, 1))])
        var history = History()
        for number in 0..<40 {
            let point = try #require(GPSampler().propose(number, in: space, after: history, seed: 1))
            let x = try #require(point.codes[0]), y = try #require(point.codes[1])
            history.record(Trial(number, point, .complete, values: [x * x + y * y], violations: [1.2 - x - y]))
        }
        // The minimum on x + y = 1.2 is .72, at (.6, .6).
        #expect(try #require(history.best).values[0] < 0.74)
        #expect(history.trials.suffix(15).count { $0.violation < 0.02 } >= 8)
    }

    /// Where trials fail, no more are proposed.
    @Test func failuresAreAvoided() throws {
        let space = try SearchSpace([SearchParameter("rate", .logUniform(1e-5, 1)), SearchParameter("y", .uniform(0, 1))])
        var history = History()
        for number in 0..<40 {
            let point = try #require(GPSampler().propose(number, in: space, after: history, seed: 2))
            let rate = try #require(point.codes[0]), y = try #require(point.codes[1])
            let value = (y - 0.3) * (y - 0.3) - rate
            history.record(rate > 0.1 ? Trial(number, point, .failed) : Trial(number, point, .complete, values: [value]))
        }
        #expect(history.trials.suffix(20).count { $0.state == .failed } <= 8)
        #expect(try #require(history.best).values[0] < -0.04)
    }

    /// Trials that run at the same time are spread: no two alike.
    @Test func runningTrialsAreNotRepeated() throws {
        let space = try SearchSpace([SearchParameter("x", .uniform(0, 1)), SearchParameter("k", .integer(1, 4))])
        var history = History()
        for number in 0..<12 {
            let point = try #require(SobolSampler().propose(number, in: space, after: history, seed: 0))
            history.record(Trial(number, point, .complete, values: [try #require(point.codes[0])]))
        }
        for number in 12..<20 {
            let point = try #require(GPSampler().propose(number, in: space, after: history, seed: 0))
            #expect(history.duplicate(of: point) == nil)
            history.record(Trial(number, point, .running))
        }
    }

    /// A finite space is walked without repeating while there is something new.
    @Test func finiteSpacesAreNotRepeated() throws {
        let space = try SearchSpace([
            SearchParameter("a", .integer(1, 5)), SearchParameter("b", .list([.int(1), .int(2), .int(4), .int(8)])),
        ])
        var history = History()
        for number in 10..<28 {
            let point = try #require(GPSampler().propose(number, in: space, after: history, seed: 3))
            #expect(history.duplicate(of: point) == nil, "\(number)")
            history.record(Trial(number, point, .complete, values: [abs((point.codes[0] ?? 0) - 4) + (point.codes[1] ?? 0)]))
        }
        #expect(history.best?.assignment == Assignment(codes: [4, 0]))
    }
}
