import Diagnostics
import Parameters
import Search
import Testing

@Suite struct SpaceDeclarationTests {
    private func numbers(_ low: Double, _ high: Double) -> ParameterValue { .list([.double(low), .double(high)]) }

    @Test func everyDistribution() throws {
        let space = try SearchSpace(
            declaration: .record([
                ("a", .record([("uniform", numbers(0, 1))])),
                ("b", .record([("log_uniform", numbers(1e-4, 1e-1))])),
                ("c", .record([("integer", .list([.int(1), .int(6)]))])),
                ("d", .record([("integer_log", .list([.int(8), .int(512)]))])),
                ("e", .record([("uniform", numbers(0, 0.5)), ("step", .double(0.1))])),
                ("f", .record([("categorical", .list([.string("adam"), .string("sgd")]))])),
                ("g", .list([.int(8), .int(16), .int(32)])),
                ("h", .list([.int(8), .int(4), .int(32)])),
                ("i", .double(0.5)),
            ]))
        let expected: [Distribution] = [
            .uniform(0, 1), .logUniform(1e-4, 1e-1), .integer(1, 6), .integerLog(8, 512), .uniform(0, 0.5, step: 0.1),
            .categorical([.string("adam"), .string("sgd")]), .choice([.int(8), .int(16), .int(32)], isOrdered: true),
            .choice([.int(8), .int(4), .int(32)], isOrdered: false), .choice([.double(0.5)], isOrdered: false),
        ]
        #expect(space.parameters.map(\.distribution) == expected)
        #expect(space.parameters.map(\.distribution.count) == [nil, nil, 6, 505, 6, 2, 3, 3, 1])
        #expect(space.size == .infinite)
    }

    @Test func choicesOpenTheirParameters() throws {
        let declaration = ParameterValue.record([
            (
                "model",
                .record([
                    (
                        "categorical",
                        .record([
                            ("gmf", .record([("dim", .list([.int(8), .int(16)])), ("rate", .list([.int(1), .int(2), .int(3)]))])),
                            (
                                "ncf",
                                .record([
                                    ("dim", .list([.int(32), .int(64)])), ("rate", .list([.int(1), .int(2), .int(3)])),
                                    (
                                        "depth",
                                        .record([
                                            (
                                                "categorical",
                                                .list([
                                                    .int(1),
                                                    .record([
                                                        ("value", .int(2)),
                                                        (
                                                            "parameters",
                                                            .record([("width", .record([("integer", .list([.int(1), .int(4)]))]))])
                                                        ),
                                                    ]),
                                                ])
                                            )
                                        ])
                                    ),
                                ])
                            ),
                            ("popularity", .null),
                        ])
                    )
                ])
            )
        ])
        let space = try SearchSpace(declaration: declaration)
        // 'rate' is the same in two branches, 'dim' is not.
        #expect(space.parameters.map(\.name) == ["model", "dim", "rate", "depth", "dim", "width"])
        #expect(space.parameters[2].condition == SearchParameter.Condition(parent: 0, choices: [0, 1]))
        // gmf 2 × 3, ncf 2 × 3 × (1 + 4), popularity 1.
        #expect(space.size == .finite(6 + 30 + 1))
        let point = try #require(
            space.assignment(of: ["model": .string("ncf"), "dim": .int(64), "rate": .int(2), "depth": .int(2), "width": .int(3)]))
        #expect(space.contains(point))
        #expect(space.values(of: point).map(\.name).sorted() == ["depth", "dim", "model", "rate", "width"])
        // A value of another branch, a missing value and a value that is not searched do not fit.
        #expect(space.assignment(of: ["model": .string("gmf"), "dim": .int(64), "rate": .int(2)]) == nil)
        #expect(space.assignment(of: ["model": .string("gmf"), "dim": .int(8)]) == nil)
        #expect(space.assignment(of: ["model": .string("popularity"), "dim": .int(8)]) == nil)
    }

    @Test func everyProblemAtOnce() {
        let declaration = ParameterValue.record([
            ("a", .record([("log_unifrom", numbers(1, 2))])), ("b", .record([("integer", numbers(1, 2.5))])),
            ("c", .record([("log_uniform", numbers(1, 2)), ("step", .double(0.1))])), ("d", .record([("categorical", .int(3))])),
        ])
        #expect(throws: Failure.self) { try SearchSpace(declaration: declaration) }
        do {
            _ = try SearchSpace(declaration: declaration)
        } catch {
            #expect(
                error.diagnostics.map(\.message) == [
                    "unknown distribution 'log_unifrom' of 'a'", "'integer' of 'b' must be two whole numbers, is [1.0, 2.5]",
                    "'log_uniform' of 'c' takes no step",
                    "'categorical' of 'd' must be a list, or a mapping from each choice to the parameters it opens, is 3",
                ])
            #expect(error.diagnostics.first?.hint == "did you mean 'log_uniform'?")
        }
    }

    @Test func spacesThatCannotBe() {
        let wrong: [[SearchParameter]] = [
            [SearchParameter("a", .uniform(1, 0))], [SearchParameter("a", .logUniform(0, 1))], [SearchParameter("a", .categorical([]))],
            [SearchParameter("a", .uniform(0, 1)), SearchParameter("a", .uniform(0, 2))],
            [SearchParameter("a", .categorical([.int(1), .int(1)]))],
            [SearchParameter("a", .uniform(0, 1)), SearchParameter("b", .uniform(0, 1), when: .init(parent: 0, choices: [0]))],
        ]
        for parameters in wrong { #expect(throws: Failure.self) { try SearchSpace(parameters) } }
    }

    @Test func stepsAreClean() throws {
        let number = try #require(Distribution.uniform(0, 0.55, step: 0.1).numeric)
        #expect(number.high == 0.5)
        #expect((0..<6).map(number.value(at:)) == [0, 0.1, 0.2, 0.3, 0.4, 0.5])
        #expect(number.contains(0.3) && !number.contains(0.35))
    }

    private func space(_ parameters: [SearchParameter]) throws -> SearchSpace { try SearchSpace(parameters) }

    @Test func gridVisitsEveryPointOnce() throws {
        let space = try space([
            SearchParameter("m", .categorical([.string("a"), .string("b")])), SearchParameter("x", .integer(1, 3)),
            SearchParameter("y", .uniform(0, 1, step: 0.5), when: .init(parent: 0, choices: [1])),
        ])
        #expect(space.size == .finite(3 + 9))
        let sampler = GridSampler()
        let points = (0..<12).compactMap { sampler.propose($0, in: space, after: History(), seed: 0) }
        #expect(points.count == 12 && Set(points).count == 12 && points.allSatisfy(space.contains))
        #expect(sampler.propose(12, in: space, after: History(), seed: 0) == nil)
        #expect(try self.space((0..<11).map { SearchParameter("\($0)", .integer(1, 100)) }).size == .huge)
    }

    /// A list that was [8, 16, 32], and then [4, 8, 16, 32, 64]: the new points come, the old ones not again.
    @Test func gridGoesOnInAnotherSpace() throws {
        let space = try space([SearchParameter("x", .categorical([4, 8, 16, 32, 64].map { .int($0) }))]), sampler = GridSampler()
        let points = (0..<5).compactMap { sampler.propose($0, in: space, after: History(), seed: 0) }
        var history = History(trials: points[1...3].enumerated().map { Trial($0, $1, .complete, values: [1]) })
        #expect(sampler.propose(3, in: space, after: history, seed: 0) == points[0])
        history.record(Trial(3, points[0], .running))
        #expect(sampler.propose(4, in: space, after: history, seed: 0) == points[4])
        history.record(Trial(4, points[4], .running))
        #expect(sampler.propose(5, in: space, after: history, seed: 0) == nil)
        // One of three left the space, and its trial the history.
        let gap = History(trials: [Trial(0, points[1], .complete, values: [1]), Trial(2, points[3], .complete, values: [1])])
        #expect(sampler.propose(3, in: space, after: gap, seed: 0) == points[0])
    }
}
