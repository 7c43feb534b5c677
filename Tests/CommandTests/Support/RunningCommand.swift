import Dispatch
import Foundation

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
    private let process = Process()
    private let ended = DispatchSemaphore(value: 0)
    private let out: URL
    private let err: URL

    init(_ arguments: [String], in folder: URL, environment: [String: String]) throws {
        let id = UUID().uuidString, scratch = FileManager.default.temporaryDirectory
        out = scratch.appending(path: "pipeline-\(id).out")
        err = scratch.appending(path: "pipeline-\(id).err")
        for file in [out, err] { try Data().write(to: file) }
        process.executableURL = URL(fileURLWithPath: Binary.path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = Binary.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let streams = try [out, err].map { try FileHandle(forWritingTo: $0) }
        process.standardOutput = streams[0]
        process.standardError = streams[1]
        process.terminationHandler = { [ended] _ in ended.signal() }
        // The program has its own by now. Foundation keeps ours open for good, and starting a process reads past the list of descriptors
        // where there are more than a thousand.
        defer { for stream in streams { try? stream.close() } }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        for file in [out, err] { try? FileManager.default.removeItem(at: file) }
    }

    var stderr: String { text(err) }

    var isRunning: Bool { process.isRunning }

    /// Processes that it has started and not yet waited for.
    var children: [Int32] {
        let id = process.processIdentifier
        let text = try? String(contentsOfFile: "/proc/\(id)/task/\(id)/children", encoding: .utf8)
        return (text ?? "").split(separator: " ").compactMap { Int32($0) }
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Blocks until it ends; after `timeout` seconds it is killed and the test fails.
    func wait(timeout: Double = 400) throws -> Output {
        guard ended.wait(timeout: .now() + timeout) == .success else {
            send(SIGKILL)
            throw TimedOut(
                description: "pipeline \((process.arguments ?? []).joined(separator: " ")) took more than \(timeout) s\n\(stderr)")
        }
        let signalled = process.terminationReason == .uncaughtSignal
        return Output(code: process.terminationStatus + (signalled ? 128 : 0), stdout: text(out), stderr: text(err))
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
