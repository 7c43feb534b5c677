import Foundation
import Testing

/// File systems of the kernel's own that refuse, where they may be mounted: by size, by number of files, by being read-only.
@Suite(.enabled(if: SmallDisk.mayMount, "SKIPPED: mounting file systems needs root"))
struct SmallDiskTests {
    @Test(arguments: ["size=120k", "size=240k", "size=400k", "size=64m,nr_inodes=15", "size=64m,nr_inodes=40"])
    func aFullDiskIsToldAndForgotten(limits: String) throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let disk = try SmallDisk(bench.path("runs"), limits)
        let output = try bench.pipeline("run", "exp.yaml", "--quiet")
        #expect(output.code == 74, "\(output.stderr)")
        #expect(output.stderr.contains("pipeline gc"), "\(output.stderr)")
        try disk.change("size=64m,nr_inodes=20000")
        try bench.run()
        #expect(try bench.pipeline("verify").code == 0)
        #expect(try bench.run().ran.isEmpty)
    }

    /// A trial is not to blame: it stays open, and no later one is begun to fail the same way.
    @Test(arguments: ["size=160k", "size=240k", "size=400k", "size=64m,nr_inodes=40", "size=64m,nr_inodes=70"])
    func aSweepWithoutRoomStopsAndGoesOn(limits: String) throws {
        let calm = try Bench(["exp.yaml": SweepTests.spec(trials: 6)])
        let undisturbed = try SweepTests.Report(try calm.pipeline("sweep", "exp.yaml", "--quiet", "--format", "json"))
        let bench = try Bench(["exp.yaml": SweepTests.spec(trials: 6)])
        let disk = try SmallDisk(bench.path("runs/store"), limits)
        let output = try bench.pipeline("sweep", "exp.yaml", "--quiet")
        #expect(output.code == 74, "\(output.stderr)")
        #expect(output.stderr.contains("pipeline gc"), "\(output.stderr)")
        let failed = try bench.pipeline("query", "SELECT count(*) AS n FROM trials WHERE status = 'failed'", "--format", "csv")
        #expect(failed.stdout.split(separator: "\n") == ["n", "0"], "\(failed)")
        try disk.change("size=64m,nr_inodes=20000")
        #expect(try SweepTests.Report(try bench.pipeline("sweep", "exp.yaml", "--quiet", "--format", "json")) == undisturbed)
        #expect(try bench.pipeline("verify").code == 0)
    }

    @Test func aReadOnlyWorkspaceIsTold() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let disk = try SmallDisk(bench.path("runs"), "size=64m")
        try bench.run()
        try disk.change("ro")
        let output = try bench.pipeline("run", "exp.yaml", "--quiet", "--set", "seed=99")
        #expect(output.code == 74, "\(output.stderr)")
        #expect(output.stderr.contains("hint"), "\(output.stderr)")
        try disk.change("rw")
        #expect(try bench.run().ran.isEmpty)
        #expect(try bench.pipeline("verify").code == 0)
    }
}

/// A file system in memory, unmounted with its owner.
final class SmallDisk {
    private let path: String

    init(_ path: String, _ options: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try #require(try Self.status(["mount", "-t", "tmpfs", "-o", options, "none", path]) == 0)
    }

    deinit { _ = try? Self.status(["umount", "-l", path]) }

    func change(_ options: String) throws { try #require(try Self.status(["mount", "-o", "remount,\(options)", path]) == 0) }

    /// Whether the kernel lets this process mount: tried.
    static let mayMount: Bool = {
        let place = FileManager.default.temporaryDirectory.appending(path: "mount-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: place) }
        guard geteuid() == 0, let disk = try? SmallDisk(place, "size=64k") else { return false }
        withExtendedLifetime(disk) {}
        return true
    }()

    private static func status(_ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
