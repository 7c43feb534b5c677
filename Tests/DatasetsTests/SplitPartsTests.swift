import Datasets
import Diagnostics
import Parameters
import Testing

/// What the parameters of a split say before there is any data.
@Suite struct SplitPartsTests {
    private func parts(_ id: String, _ values: [(name: String, value: ParameterValue)]) throws -> SplitParts {
        let strategy = try SplitStrategies.named(id)
        var record = ParameterValue.Record(strategy.fields.compactMap { field in field.defaultValue.map { (field.name, $0) } })
        for value in values { record[value.name] = value.value }
        return try strategy.parts(.record(record))
    }

    @Test func defaultsGiveEveryPart() throws {
        for strategy in SplitStrategies.all { #expect(try parts(strategy.id, []) == SplitParts()) }
    }

    @Test func partsThatAreLeftOut() throws {
        let ratios = { (shares: [Double]) in [("ratios", ParameterValue.list(shares.map { .double($0) }))] }
        for id in ["random", "per-user", "temporal"] {
            #expect(try parts(id, ratios([0.9, 0, 0.1])) == SplitParts(validation: false))
            #expect(try parts(id, ratios([1, 0, 0])) == SplitParts(validation: false, test: false))
        }
        #expect(try parts("leave-one-out", [("validation", .bool(false))]) == SplitParts(validation: false))
        #expect(try parts("k-fold", [("validation_fraction", .double(0))]) == SplitParts(validation: false))
        #expect(try parts("given", [("validation", .string("none"))]) == SplitParts(validation: false))
        #expect(try parts("temporal", ratios([1, 0, 0]) + [("test_from", .string("5"))]) == SplitParts(validation: false))
    }

    @Test func impossibleOptions() {
        let ratios = ParameterValue.list([.double(0.9), .double(0.5), .double(0.1)])
        for id in ["random", "per-user", "temporal"] { #expect(throws: Failure.self) { try parts(id, [("ratios", ratios)]) } }
        #expect(throws: Failure.self) { try parts("k-fold", [("folds", .int(3)), ("fold", .int(4))]) }
        #expect(throws: Failure.self) { try parts("temporal", [("validation_from", .string("2")), ("test_from", .string("1"))]) }
    }
}
