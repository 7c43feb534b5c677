import Search
import Testing

@Suite struct ImportanceTests {
    struct Case: Decodable {
        var function: String
        var target: Double
        var values: [Double]
        var rows: [FixtureRow]
        var importance: [Double]
    }

    @Test func equalsOptunaOnFixedTrials() throws {
        let cases = try Fixture.load("importance.json", as: [Case].self)
        #expect(cases.count == 8)
        for item in cases {
            let function = try #require(TestFunction.named(item.function))
            var history = History()
            for (number, row) in item.rows.enumerated() {
                let point = try #require(function.assignment(of: row))
                history.record(Trial(number, point, .complete, values: [item.values[number]]))
            }
            let found = PEDANOVA(target: item.target).importance(in: history, space: function.space)
            #expect(found.count == item.importance.count)
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.importance >= $1.importance })
            for (parameter, expected) in zip(function.space.parameters, item.importance) {
                let value = try #require(found.first { $0.name == parameter.name }).importance
                #expect(abs(value - expected) <= 1e-10 * max(1, abs(expected)), "\(item.function) \(item.target) \(parameter.name)")
            }
        }
    }

    @Test func tooFewTrialsSayNothing() throws {
        let space = try SearchSpace([SearchParameter("x", .uniform(0, 1))])
        var history = History()
        #expect(PEDANOVA().importance(in: history, space: space).isEmpty)
        history.record(Trial(0, Assignment(codes: [0.5]), .complete, values: [1]))
        #expect(PEDANOVA().importance(in: history, space: space).map(\.importance) == [0])
    }
}
