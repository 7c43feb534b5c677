import Diagnostics
import Foundation
import Processes
import RunDatabase
import Testing

/// Runs of other machines, which no process here can be asked about.
@Suite struct LeaseTests {
    private let workspace: Workspace
    private let far = ProcessIdentity(host: "far-away", bootID: "0123456789", pid: 4711, startTicks: 12)
    private var leases: String { workspace.folder.path + "/store/processes" }

    init() throws { workspace = try Workspace() }

    private func open(_ mode: RunDatabase.Mode = .readWrite) throws -> RunDatabase {
        try RunDatabase(path: workspace.path, mode: mode, leases: leases)
    }

    /// A lease of `far`, last renewed so many seconds ago.
    private func lease(age: Double) throws {
        try FileManager.default.createDirectory(atPath: leases, withIntermediateDirectories: true)
        let path = "\(leases)/\(far.text)"
        try Data("\n".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
    }

    private func begin() throws {
        // By a database without leases, as a process far away would leave it.
        try RunDatabase(path: workspace.path, mode: .readWrite).beginRun(record("r", process: far))
    }

    private func status() throws -> RunStatus? { try open(.readOnly).runs().first?.status }

    @Test func aRunThatIsRenewedGoesOn() throws {
        try begin()
        try lease(age: 30)
        #expect(try status() == .running)
        #expect(throws: Failure.self) { try open().trash(["r"]) }
    }

    @Test func aRunWithoutASignIsInterrupted() throws {
        try begin()
        try lease(age: 61)
        #expect(try status() == .interrupted)
        // On record, not only in what is shown.
        #expect(try open(.readOnly).query("SELECT status FROM runs").rows == [[.text("interrupted")]])
        #expect(try open().events("r").map(\.kind) == ["interrupted"])
    }

    @Test func aRunWithoutALeaseIsInterrupted() throws {
        try begin()
        try FileManager.default.createDirectory(atPath: leases, withIntermediateDirectories: true)
        #expect(try status() == .interrupted)
    }

    /// The clock of the file system was set back by a day: what is alive renews its lease, and what is dead ages from here.
    @Test func aClockThatIsSetBack() throws {
        try begin()
        try lease(age: -86_400)
        #expect(try status() == .running)
        let path = "\(leases)/\(far.text)"
        let renewed = try #require(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)
        #expect(abs(renewed.timeIntervalSinceNow) < 30)
        try lease(age: 90)
        #expect(try status() == .interrupted)
    }

    @Test func aSweepOfAnotherMachine() throws {
        let database = try RunDatabase(path: workspace.path, mode: .readWrite)
        try database.beginSweep(SweepRecord(name: "s", experiment: "e", settings: "{}", objectives: "[]", process: far))
        try database.record(trials: [TrialRecord(number: 1, parameters: "{}")], of: "s")
        try lease(age: 5)
        #expect(try open(.readOnly).sweeps().map(\.isRunning) == [true])
        try lease(age: 100)
        #expect(try open(.readOnly).sweeps().map(\.isRunning) == [false])
    }

    @Test func aProcessAtWorkHoldsALeaseUntilItsEnd() throws {
        var database: RunDatabase? = try open()
        #expect(!FileManager.default.fileExists(atPath: leases))
        try database?.beginRun(record("r"))
        let path = "\(leases)/\(ProcessIdentity.current.text)"
        #expect(FileManager.default.fileExists(atPath: path))
        try lease(age: 8 * 86_400)
        ProcessLeases(leases).sweep()
        #expect(try FileManager.default.contentsOfDirectory(atPath: leases) == [ProcessIdentity.current.text])
        database = nil
        #expect(try FileManager.default.contentsOfDirectory(atPath: leases).isEmpty)
    }

    /// A lease is renewed by itself: one that was put back in time is young again after an interval.
    @Test func aLeaseIsRenewed() async throws {
        let database = try open()
        try database.beginRun(record("r"))
        let path = "\(leases)/\(ProcessIdentity.current.text)"
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -1000)], ofItemAtPath: path)
        var age = 1000.0
        for _ in 0..<100 where age > 100 {
            try await Task.sleep(for: .milliseconds(250))
            age = -(try #require(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)).timeIntervalSinceNow
        }
        #expect(age < 20)
        withExtendedLifetime(database) {}
    }
}
