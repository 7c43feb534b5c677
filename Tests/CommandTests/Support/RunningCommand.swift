import Foundation
import Glibc
import Processes

/// How a program ended and what it printed.
struct Output {
    /// The exit code, or 128 + the signal that killed it, as a shell says it.
    var code: Int32
    var stdout: String
    var stderr: String
}

struct TimedOut: Error, CustomStringConvertible {
    var description: String
}

/// The program, running. Its output goes to files, so that it never waits for a reader.
final class RunningCommand {
    private let process: pid_t
    private let arguments: [String]
    private let out: URL
    private let err: URL
    private var ending: ProcessEnding?

    /// - Parameter program: started instead of `pipeline`.
    init(_ arguments: [String], program: String = Binary.path, in folder: URL, environment: [String: String]) throws {
        let id = UUID().uuidString, scratch = FileManager.default.temporaryDirectory
        self.arguments = arguments
        out = scratch.appending(path: "pipeline-\(id).out")
        err = scratch.appending(path: "pipeline-\(id).err")
        let streams = [out, err].map { open($0.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        defer { for stream in streams { close(stream) } }
        process = try Spawn.start(
            [program] + arguments, environment: Binary.environment.merging(environment) { $1 }, directory: folder.path,
            descriptors: [(streams[0], 1), (streams[1], 2)], leads: false)
    }

    deinit {
        send(SIGKILL)
        if ending == nil { _ = ProcessEnding.wait(for: process) }
        for file in [out, err] { try? FileManager.default.removeItem(at: file) }
    }

    var stderr: String { text(err) }

    var isRunning: Bool {
        if ending == nil { ending = ProcessEnding.wait(for: process, blocking: false)?.ending }
        return ending == nil
    }

    /// Processes that it has started and not yet waited for, whichever of its threads did.
    var children: [Int32] {
        let tasks = "/proc/\(process)/task"
        return ((try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []).flatMap { task in
            let text = try? String(contentsOfFile: "\(tasks)/\(task)/children", encoding: .utf8)
            return (text ?? "").split(separator: " ").compactMap { Int32($0) }
        }
    }

    func send(_ signal: Int32) { if isRunning { kill(process, signal) } }

    /// Blocks until it ends; after `timeout` seconds it is killed and the test fails.
    func wait(timeout: Double = 240) throws -> Output {
        let deadline = Date(timeIntervalSinceNow: timeout)
        var pause: UInt32 = 200
        while isRunning {
            guard Date() < deadline else {
                send(SIGKILL)
                throw TimedOut(description: "pipeline \(arguments.joined(separator: " ")) took more than \(timeout) s\n\(stderr)")
            }
            usleep(pause)
            pause = min(pause * 2, 5000)
        }
        return Output(code: ending?.code ?? -1, stdout: text(out), stderr: text(err))
    }

    /// Blocks until standard error satisfies `condition`; false when the program ended before.
    func waitForProgress(timeout: Double = 60, _ condition: (String) -> Bool) throws -> Bool {
        let deadline = Date(timeIntervalSinceNow: timeout)
        while !condition(stderr) {
            if !isRunning { return condition(stderr) }
            guard Date() < deadline else { throw TimedOut(description: "no such progress in \(timeout) s:\n\(stderr)") }
            usleep(1000)
        }
        return true
    }

    private func text(_ file: URL) -> String { (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? "" }
}
