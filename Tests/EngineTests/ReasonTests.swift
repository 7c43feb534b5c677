import Engine
import Parameters
import Store
import Testing

/// Why something runs, after what ran before has been removed from the store.
@Suite struct ReasonTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func nodes(_ value: Int) -> [Node] { [node("a", [("x", .int(value))]), node("b", from: ["a"])] }

    private func plan(_ value: Int) throws -> [PlannedNode] { try bench.engine().plan(try Graph(nodes(value)), scope: "test") }

    @Test func whatNeverRanDidNotRunBefore() throws {
        try bench.run(nodes(1))
        _ = try bench.engine().store.collect(keeping: [], dryRun: false)
        let other = try plan(2)
        #expect(other[0].reason == .previousRemoved)
        #expect(other[0].reason.description == "has not run before; the run to compare with is no longer in the store")
        // This one did.
        #expect(try plan(1)[0].reason == .recordMissing)
        let outcome = try bench.run(nodes(2))
        #expect(outcome["a"]?.reason == .previousRemoved)
        #expect(try bench.nothingRuns(nodes(2)))
    }

    @Test func valuesThatLookTheSameAreToldApart() {
        let change = Change.parameter(path: "x", old: .int(3), new: .string("3"))
        #expect(change.description == "parameter x changed 3 → '3'")
        let other = Change.parameter(path: "x", old: .string("ada"), new: .string("bob"))
        #expect(other.description == "parameter x changed ada → bob")
    }
}
