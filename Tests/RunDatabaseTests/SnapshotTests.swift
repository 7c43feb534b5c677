import Diagnostics
import RunDatabase
import Testing

/// A command that reads more than once sees one state of the database.
@Suite struct SnapshotTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
        try populate(workspace.database())
    }

    @Test func whatOneCallHasListedTheNextOneFinds() throws {
        let reader = try workspace.database(.readOnly), live = try workspace.database(.readOnly), writer = try workspace.database()
        try reader.standStill()
        let listed = try reader.runs().map(\.id)
        let stages = try listed.map { try reader.stages($0).count }
        try writer.trash(["a1f0", "b1c2"])
        try writer.deleteTrashed(["a1f0", "b1c2"])
        try writer.beginRun(record("late"))
        #expect(try reader.runs().map(\.id) == listed)
        #expect(try listed.map { try reader.stages($0).count } == stages)
        #expect(try reader.run(id: "a1f0").summary.variant == "ancf@seed=1")
        #expect(throws: Failure.self) { try live.run(id: "a1f0") }
        #expect(try Set(workspace.database(.readOnly).runs().map(\.id)) == Set(listed + ["late"]).subtracting(["a1f0", "b1c2"]))
    }

    /// Standing still holds nobody up, and changes nothing.
    @Test func othersWriteMeanwhile() throws {
        let reader = try workspace.database(.readOnly), writer = try workspace.database()
        try reader.standStill()
        _ = try reader.runs()
        for number in 0..<50 { try writer.beginRun(record("w\(number)")) }
        #expect(throws: Failure.self) { try reader.query("DELETE FROM runs") }
        #expect(try reader.runs().count + 50 == writer.runs().count)
    }
}
