import Parameters
import Search
import Testing

/// TPE proposes, value for value, what Optuna 5.0 proposes.
@Suite struct TPEReferenceTests {
    struct File: Decodable { var sequences: [Sequence] }

    struct Sequence: Decodable {
        var grouping: String
        var function: String
        var seed: UInt64
        var rows: [FixtureRow]
    }

    @Test func sequencesEqualOptuna() throws {
        let sequences = try Fixture.load("tpe.json", as: File.self).sequences
        #expect(sequences.count == 24)
        for sequence in sequences {
            let function = try #require(TestFunction.named(sequence.function))
            let sampler = try TPESampler(
                TPESampler.Options(resolved: .record([("grouping", .string(sequence.grouping))])))
            var history = History()
            for (number, row) in sequence.rows.enumerated() {
                let point = try #require(sampler.propose(number, in: function.space, after: history, seed: sequence.seed))
                let expected = try #require(function.assignment(of: row))
                let difference = distance(point, expected, function.space)
                #expect(difference < 1e-11, "\(sequence.grouping) \(sequence.function) \(sequence.seed): trial \(number)")
                guard difference < 1e-11 else { break }
                history.record(Trial(number, point, .complete, values: [function(point)]))
            }
        }
    }

    /// The largest difference of two points, relative to the range of the parameter or the value, whichever is smaller.
    private func distance(_ a: Assignment, _ b: Assignment, _ space: SearchSpace) -> Double {
        zip(zip(a.codes, b.codes), space.parameters).map { pair, parameter in
            switch pair {
            case (nil, nil): 0
            case (let x?, let y?): x == y ? 0 : abs(x - y) / max(abs(x), abs(y))
            default: .infinity
            }
        }.max() ?? 0
    }
}
