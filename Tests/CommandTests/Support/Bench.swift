import Foundation
import Testing

/// A user's folder, of its own for each test and removed with it: files, and the program started inside.
final class Bench {
    let folder: URL

    init(_ files: [String: String] = [:]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "command-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func write(_ name: String, _ text: String) throws {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: false, encoding: .utf8)
    }

    func read(_ name: String) throws -> String { try String(contentsOf: folder.appending(path: name), encoding: .utf8) }

    /// Replaces a text that must be there.
    func edit(_ name: String, _ old: String, _ new: String) throws {
        let text = try read(name)
        try #require(text.contains(old), "\(name) has no '\(old)'")
        try write(name, text.replacing(old, with: new))
    }

    func start(_ arguments: [String], environment: [String: String] = [:]) throws -> RunningCommand {
        try RunningCommand(arguments, in: folder, environment: environment)
    }

    func pipeline(_ arguments: String..., environment: [String: String] = [:]) throws -> Output {
        try start(arguments, environment: environment).wait()
    }

    /// `pipeline run exp.yaml --format json`, which must succeed.
    @discardableResult func run(_ options: String..., location: SourceLocation = #_sourceLocation) throws -> RunReport {
        let output = try start(["run", "exp.yaml", "--format", "json"] + options).wait()
        #expect(output.code == 0, "\(output.stderr)", sourceLocation: location)
        return try RunReport(output.stdout)
    }

    /// `pipeline query … --format csv`, without the heading.
    func query(_ sql: String, workspace: String = "runs") throws -> [String] {
        let output = try pipeline("query", sql, "--format", "csv", "--workspace", workspace)
        #expect(output.code == 0, "\(output.stderr)")
        return output.stdout.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    }
}
