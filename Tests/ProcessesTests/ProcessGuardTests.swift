import Foundation
import Processes
import Testing

/// The guard's script as the system's shell runs it: when its input closes, as it does when this process dies, it kills the groups
/// that are registered, and no others.
@Suite struct ProcessGuardTests {
    private func shell(_ arguments: [String], input: Pipe? = nil, output: Pipe? = nil) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c"] + arguments
        if let input { process.standardInput = input }
        if let output { process.standardOutput = output }
        try process.run()
        return process
    }

    /// A new process group that sleeps; its id.
    private func sleepingGroup() throws -> Int32 {
        let output = Pipe()
        // Not waited for: Foundation takes a process for running while what it started is.
        _ = try shell(["setsid sleep 30 >/dev/null 2>&1 & echo $!"], output: output)
        let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        return try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    private func isAlive(_ process: Int32) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !stat.contains(") Z ")
    }

    @Test func killsRegisteredGroupsWhenItsInputCloses() throws {
        let guarded = try sleepingGroup(), second = try sleepingGroup(), released = try sleepingGroup()
        defer { for group in [guarded, second, released] { kill(group, SIGKILL) } }
        usleep(50_000)
        let input = Pipe()
        let process = try shell([ProcessGuard.script], input: input)
        input.fileHandleForWriting.write(Data("+ \(guarded)\n+ \(released)\n+ \(second)\n- \(released)\n".utf8))
        usleep(50_000)
        #expect(isAlive(guarded) && isAlive(second) && isAlive(released))
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        usleep(50_000)
        #expect(!isAlive(guarded) && !isAlive(second))
        #expect(isAlive(released))
    }

    /// What has left its group is known by its environment.
    @Test func killsWhatIsMarked() throws {
        let token = "\(UUID())."
        let started = try ["1", "2", "x1"].map { number -> Int32 in
            let output = Pipe()
            let mark = number == "x1" ? "other.1" : token + number
            _ = try shell(["PIPELINE_COMMAND=\(mark) setsid sleep 30 >/dev/null 2>&1 & echo $!"], output: output)
            let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            return try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
        defer { for process in started { kill(process, SIGKILL) } }
        usleep(50_000)
        #expect(started.allSatisfy(isAlive))
        let input = Pipe()
        let process = try shell([ProcessGuard.script, "sh", "\(ProcessGuard.variable)=\(token)"], input: input)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        usleep(50_000)
        #expect(started.map(isAlive) == [false, false, true])
    }
}
