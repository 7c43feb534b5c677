import Diagnostics
import FaultyFiles
import Files
import Glibc
import Testing

@Suite struct FileSystemTests {
    private let directory = "/tmp/pipeline-files-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"

    private func withDirectory(_ body: () throws -> Void) throws {
        try FileSystem.local.makeDirectories(directory)
        defer { FileSystem.local.removeTree(directory) }
        try body()
    }

    private func message(_ body: () throws -> Void) -> String {
        do { try body() } catch let failure as Failure {
            return failure.diagnostics.map { "\($0.message) | \($0.hint ?? "")" }.joined()
        } catch {}
        return ""
    }

    @Test func filesComeBackAsTheyWereWritten() throws {
        try withDirectory {
            for size in [0, 1, 65_536, 70_000, 1 << 20] {
                let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }, path = "\(directory)/\(size)"
                try FileSystem.local.replace(path, with: bytes, temporary: path + ".new")
                #expect(try FileSystem.local.read(path) == bytes)
            }
            #expect(try FileSystem.local.read("\(directory)/none") == nil)
            #expect(try FileSystem.local.list(directory) == ["0", "1", "1048576", "65536", "70000"])
            #expect(try FileSystem.local.list("\(directory)/none").isEmpty)
            #expect(FileSystem.local.treeSize(directory) == 1 + 65_536 + 70_000 + (1 << 20))
        }
    }

    /// Times that do not fit into 64 bits of nanoseconds, such as `touch -d 4000-01-01` makes them.
    @Test func filesOfAnyTime() throws {
        try withDirectory {
            let path = "\(directory)/old", now = FileSystem.now()
            try FileSystem.local.replace(path, with: [1], temporary: path + ".new")
            for seconds in [Int.min / 2, -1 << 40, -5_000_000_000, 0, 20_000_000_000, 1 << 40, Int.max / 2] {
                var times = [timespec(tv_sec: seconds, tv_nsec: 999_999_999), timespec(tv_sec: seconds, tv_nsec: 999_999_999)]
                #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
                let status = try #require(FileStatus(path: path))
                let age = now.subtractingReportingOverflow(status.modified)
                #expect(!age.overflow && status == FileStatus(path: path))
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func aPipeThatNobodyWritesToIsEmpty() throws {
        try withDirectory {
            #expect(mkfifo("\(directory)/pipe", 0o600) == 0)
            let bytes = try FileSystem.local.read("\(directory)/pipe")
            #expect(bytes?.isEmpty == true)
        }
    }

    @Test func filesInProcAreReadWhole() throws {
        #expect(try FileSystem.local.read("/proc/self/status")?.isEmpty == false)
    }

    @Test func replacingIsAllOrNothing() throws {
        try withDirectory {
            let path = "\(directory)/file", old = Array("old".utf8), new = Array("new and longer".utf8)
            let count = 5
            for number in 1...count {
                try FileSystem.local.replace(path, with: old, temporary: path + ".0")
                let files = FileSystem(FaultyFiles(root: directory, fault: .error(EIO, at: number)))
                let text = message { try files.replace(path, with: new, temporary: path + ".1") }
                #expect(try FileSystem.local.read(path) == (number <= 4 ? old : new))
                #expect(text.isEmpty == (number > 4))
                #expect(try FileSystem.local.list(directory) == ["file"])
            }
        }
    }

    @Test func whatIsSyncedSurvivesAPowerCutAndNothingElse() throws {
        try withDirectory {
            let root = "\(directory)/root"
            try FileSystem.local.makeDirectories(root)
            for (survival, expected) in [(Survival.nothing, ["kept": "1"]), (.namesOnly, ["kept": "1", "named": ""])] {
                FileSystem.local.removeTree(root)
                try FileSystem.local.makeDirectories(root)
                let faulty = FaultyFiles(root: root, fault: .powerCut(at: 9, survival)), files = FileSystem(faulty)
                try files.replace("\(root)/kept", with: [49], temporary: "\(root)/a")  // create, write, sync, rename
                try files.synchronizeDirectory(root)
                try files.replace("\(root)/named", with: [50], temporary: "\(root)/named", durable: false)
                #expect(faulty.isDead == false)
                #expect(throws: Failure.self) { try files.makeDirectories("\(root)/late") }
                faulty.restart()
                var left: [String: String] = [:]
                for name in try FileSystem.local.list(root) {
                    left[name] = String(decoding: try FileSystem.local.read("\(root)/\(name)") ?? [], as: UTF8.self)
                }
                #expect(left == expected)
            }
        }
    }

    @Test func errorsSayWhatToDo() throws {
        #expect(message { throw Failure.system("write", "/tmp/x", ENOSPC) }.contains("free there; 'pipeline gc --dry-run'"))
        #expect(message { throw Failure.system("open", "/tmp/x", EMFILE) }.contains("ulimit -n"))
        #expect(Failure.system("write", "/tmp/x", EIO).code == .inputOutput)
        #expect(Failure.system("open", "/tmp/x", ENOENT).code == .missingInput)
    }

    @Test(.timeLimit(.minutes(1))) func whatIsNoStoredFileIsSaid() throws {
        try withDirectory {
            let pipe = "\(directory)/pipe", link = "\(directory)/link"
            #expect(mkfifo(pipe, 0o600) == 0 && symlink("pipe", link) == 0)
            #expect(FileStatus.obstacle(at: pipe) == "a pipe" && FileStatus.obstacle(at: link) == "a pipe")
            #expect(FileStatus.obstacle(at: directory) == "a folder" && FileStatus.obstacle(at: "/dev/zero") == "a device")
            #expect(FileStatus.obstacle(at: "/proc/kmsg")?.hasPrefix("no stored file") == true)
            #expect(FileStatus.obstacle(at: "\(directory)/none") == nil && FileStatus.obstacle(at: #filePath) == nil)
            // A pipe in the place of a file is not waited for.
            FileSystem.local.close(try FileSystem.local.openForReading(pipe))
        }
    }
}
