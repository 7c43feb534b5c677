import Files
import Glibc
import JSON
import Store

/// Free space, time to make a write durable, and rates of hashing and of writing, where the workspace is or would be.
struct DiskExamination {
    private let workspace: Workspace
    /// The workspace, or the nearest directory above it that exists.
    private let directory: String

    init(_ workspace: Workspace) {
        self.workspace = workspace
        var path = workspace.path
        while access(path, F_OK) != 0, let parent = FileSystem.parent(of: path), parent != path { path = parent }
        directory = path
    }

    func findings() -> [Finding] {
        [Finding("disk", "workspace", .string(workspace.path)).advised(.note, "not made yet", when: directory != workspace.path)]
            + [freeSpace(), hashing()].compactMap { $0 } + writing()
    }

    private func freeSpace() -> Finding? {
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return nil }
        let free = Int(status.f_bavail) * Int(status.f_frsize)
        return Finding("disk", "free", .int(free), unit: "bytes").advised(
            .slow, "little is left: 'pipeline gc' frees what no kept run needs", when: free < 5_000_000_000)
    }

    private func hashing() -> Finding? {
        // Short tries: a busy machine leaves some of them alone.
        let block = [UInt8](repeating: 7, count: 1 << 20)
        var best = 0.0
        for _ in 0..<40 {
            let began = FileSystem.now()
            var hasher = DigestHasher()
            hasher.update(block)
            _ = hasher.digest()
            best = max(best, Double(block.count) / Double(max(1, FileSystem.now() - began)))
        }
        return Finding("disk", "SHA-256 rate", .double(rounded(best * 10) / 10), unit: "GB/s").advised(
            .note, "the processor has no SHA instructions: large inputs take a while at their first run",
            when: best < 0.6 && Machine.extensions.allSatisfy { $0 != "sha_ni" && $0 != "sha2" })
    }

    /// 4 KiB made durable, and 32 MiB written and made durable: the median of five and one.
    private func writing() -> [Finding] {
        let path = "\(directory)/.pipeline-doctor-\(getpid())"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            return [
                Finding("disk", "writing", .string("not allowed")).advised(
                    .note, "cannot create files in \(directory): choose another place with --workspace")
            ]
        }
        defer {
            close(descriptor)
            unlink(path)
        }
        let small = [UInt8](repeating: 1, count: 4096), large = [UInt8](repeating: 2, count: 1 << 20)
        func durable(_ block: [UInt8], times: Int) -> Double? {
            let began = FileSystem.now()
            for _ in 0..<times where write(descriptor, block, block.count) != block.count { return nil }
            guard fdatasync(descriptor) == 0 else { return nil }
            return Double(FileSystem.now() - began) * 1e-9
        }
        let times = (0..<5).compactMap { _ in durable(small, times: 1) }.sorted()
        guard times.count == 5, let whole = durable(large, times: 32) else { return [] }
        return [
            Finding("disk", "time to make 4 KiB durable", .double((times[2] * 1e6).rounded() / 1000), unit: "ms").advised(
                .slow, "every cached stage and epoch waits for this a few times: put the workspace on a local disk with --workspace",
                when: times[2] > 0.02),
            Finding("disk", "durable write rate", .double(rounded(32 * 1.048576 / whole)), unit: "MB/s").advised(
                .slow, "checkpoints of large models wait for the disk: put the workspace on a faster one with --workspace",
                when: 32 * 1.048576 / whole < 50),
        ]
    }
}
