import Diagnostics
import Engine
import Files
import Glibc
import Store
import Testing

@Suite struct DamageTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func chain(_ last: Int = 0) -> [Node] {
        [node("a"), node("b", from: ["a"]), node("c", [("x", .int(last))], from: ["b"])]
    }

    private func object(_ outcome: Outcome, _ name: String) throws -> String {
        try #require(try outcome[name]?.artifact?.path("out"))
    }

    @Test func aDamagedInputIsMadeAgainBeforeItIsRead() throws {
        let first = try bench.run(chain()), text = try first.text("c")
        try bench.flipByte(try object(first, "b"))
        let outcome = try bench.run(chain(1))
        #expect(outcome.ran == ["b", "c"])
        #expect(outcome["b"]?.reason == .damaged(files: ["out"]))
        #expect(try outcome.text("c") == text?.replacing("x: 0", with: "x: 1"))
        #expect(bench.recorder.warnings == ["stored output of 'b' was damaged: out"])
        #expect(listing("\(bench.path)/runs/store/quarantine").count == 1)
        #expect(try bench.nothingRuns(chain(1)))
    }

    @Test func damageAllTheWayUpIsMended() throws {
        let first = try bench.run(chain())
        try bench.flipByte(try object(first, "a"))
        try bench.flipByte(try object(first, "b"))
        let outcome = try bench.run(chain(1))
        #expect(outcome.ran == ["a", "b", "c"])
        #expect(try bench.nothingRuns(chain(1)))
    }

    @Test func removedObjectsAreMadeAgain() throws {
        let first = try bench.run(chain())
        FileSystem.local.remove(try object(first, "b"))
        let outcome = try bench.run(chain())
        #expect(outcome.ran == ["b"])
        #expect(outcome["b"]?.reason == .outputMissing(files: ["out"]))
        #expect(try bench.nothingRuns(chain()))
    }

    @Test func damagedAndLostRecordsAreMadeAgain() throws {
        let first = try bench.run(chain())
        let key = try #require(first["b"]?.key).hex
        let path = "\(bench.path)/runs/store/actions/\(key.prefix(2))/\(key)"
        try bench.flipByte(path)
        let outcome = try bench.run(chain())
        #expect(outcome.ran == ["b"])
        #expect(bench.recorder.warnings.count >= 1)
        FileSystem.local.remove(path)
        let again = try bench.run(chain())
        #expect(again["b"]?.reason == .recordMissing)
        #expect(try bench.nothingRuns(chain()))
    }

    @Test func aDamagedResultIsAnErrorAndThenMadeAgain() throws {
        let first = try bench.run(chain())
        try bench.flipByte(try object(first, "c"))
        let second = try bench.run(chain())
        #expect(throws: Failure.self) { try second.text("c") }
        #expect(try bench.run(chain()).ran == ["c"])
        #expect(try bench.nothingRuns(chain()))
    }
}
