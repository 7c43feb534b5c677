import Diagnostics
import Engine
import FaultyFiles
import Files
import Glibc
import Processes
import Store

/// A small experiment with one of everything (an external file, files written whole and in pieces, epochs, a library, a command), and what
/// it leaves behind when nothing goes wrong.
final class FaultBench: Sendable {
    struct Trial {
        var fault: Fault
        var wasDead = false
        /// The fault met a removal.
        var failedToRemove = false
        /// All that failed.
        var problems: [Failure] = []
        /// Nodes whose end was reported as a success.
        var finishedBefore: Set<String> = []
        /// What is under `tmp` when the process that met the fault has returned.
        var leftBehind: [String] = []
        /// Before anything was mended: every object and record is what its name says, and complete.
        var isWholeAfterFault = false
        /// By the run afterwards.
        var ranAfter: Set<String> = []
        var final: Contents?
        var nullBuildRan: [String] = []
    }

    let undisturbed: Contents
    /// Of a cold run.
    let operations: [FaultyFiles.Operation]
    private let directory: String
    private let input: String

    init() throws {
        // Thousands of syncs: in memory where there is such a place.
        let place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        directory = "\(place)/pipeline-faults-\(ProcessIdentity.current.text)-\(UInt64.random(in: 0...UInt64.max))"
        try FileSystem.local.makeDirectories(directory)
        input = "\(directory)/ratings"
        try FileSystem.local.replace(input, with: Array("1 2 3\n".utf8), temporary: input + ".new")
        let files = FaultyFiles(root: "\(directory)/undisturbed")
        let store = try Store(workspace: "\(directory)/undisturbed", files: FileSystem(files))
        let nodes = Self.nodes(input)
        let results = Engine(store: store).run(try Graph(nodes), scope: "faults")
        guard results.allSatisfy({ $0.status == .ran }) else { throw Failure(.internalError, "\(results.compactMap(\.error))") }
        operations = files.operations
        undisturbed = try Contents(store, results)
    }

    deinit { FileSystem.local.removeTree(directory) }

    var nodes: [Node] { Self.nodes(input) }

    private static func nodes(_ input: String) -> [Node] {
        let large = Closure { context in
            let file = try context.createFile("out")
            for piece in 0..<3 { try file.write([UInt8](repeating: UInt8(piece), count: 150_000)) }
            try file.finish()
            let library = try context.library(of: .record([]))
            if try library.volumes().isEmpty { try library.add { try $0.write("volume", to: "volume") } }
        }
        let command = CommandExecutor(.shell("cat train > out; echo printed"), outputs: ["out"])
        return [
            node("ingest", files: [.init("ratings", at: input)]),
            node("large", from: ["ingest"], running: large),
            node("train", [("epochs", .int(2)), ("rate", .int(2))], from: ["ingest"], budget: ["epochs"], running: Training()),
            Node(
                name: "command", stage: "command", codeVersion: 1, inputs: [.init("train", from: "train", files: ["out"])],
                executor: command),
            node("evaluate", from: ["large", "command"]),
        ]
    }

    func trial(_ fault: Fault) throws -> Trial {
        var trial = Trial(fault: fault)
        let workspace = "\(directory)/\(UInt64.random(in: 0...UInt64.max))"
        defer { FileSystem.local.removeTree(workspace) }
        let files = FaultyFiles(root: workspace, fault: fault)
        do {
            let results = Engine(store: try Store(workspace: workspace, files: FileSystem(files))).run(try Graph(nodes), scope: "faults")
            trial.problems = results.compactMap(\.error)
            trial.finishedBefore = Set(results.filter { $0.status == .ran }.map(\.name))
        } catch { trial.problems = [error] }
        trial.wasDead = files.isDead
        if case .error(_, let number) = fault { trial.failedToRemove = [.unlink, .removeDirectory].contains(operations[number - 1]) }
        let temporary = "\(workspace)/store/tmp"
        trial.leftBehind = listing(temporary).flatMap { listing("\(temporary)/\($0)") }
        endProcess(workspace)
        files.restart()
        // The workspace itself may be lost with the power, when nothing was in it yet.
        try FileSystem.local.makeDirectories(workspace)
        trial.isWholeAfterFault = try Store(workspace: workspace).verify().isWhole
        let results = try run(workspace)
        trial.ranAfter = Set(results.filter { $0.status == .ran }.map(\.name))
        trial.nullBuildRan = try run(workspace).filter { $0.status != .cached }.map(\.name)
        trial.final = try Contents(try Store(workspace: workspace), results)
        return trial
    }

    private func run(_ workspace: String) throws -> [NodeResult] {
        Engine(store: try Store(workspace: workspace)).run(try Graph(nodes), scope: "faults")
    }

    /// Temporary files bear the name of the process that made them; here it lives on, so they get a dead one's.
    private func endProcess(_ workspace: String) {
        let own = ProcessIdentity.current.text, dead = own.split(separator: "~").dropLast().joined(separator: "~") + "~1"
        try? FileSystem.local.rename("\(workspace)/store/tmp/\(own)", to: "\(workspace)/store/tmp/\(dead)")
    }
}

/// All of a store that does not depend on when and by whom it was made.
struct Contents: Hashable {
    var objects: [String]
    /// Each with its output's digest.
    var actions: [String]
    var epochs: [String]
    /// By node: its output's digest, after the bytes were compared with it.
    var outputs: [String]
    /// What should not be there: in `tmp`, `locks` and `quarantine`.
    var orphans: [String]

    init(_ store: Store, _ results: [NodeResult]) throws {
        objects = listing("\(store.root)/objects").flatMap { listing("\(store.root)/objects/\($0)") }
        actions = try store.actionKeys().compactMap { key in
            guard case .found(let record) = try store.action(key) else { return nil }
            return "\(key.short) \(record.manifest.digest.short)"
        }
        let checkpoints = "\(store.root)/checkpoints"
        epochs = listing(checkpoints).flatMap { prefix in
            listing("\(checkpoints)/\(prefix)").flatMap { chain in
                listing("\(checkpoints)/\(prefix)/\(chain)").map { "\(chain)/\($0)" }
            }
        }
        outputs = try results.map { "\($0.name) \(Digest(hashing: try $0.artifact?.bytes("out") ?? []).short)" }
        orphans =
            listing("\(store.root)/tmp").flatMap { listing("\(store.root)/tmp/\($0)") } + listing("\(store.root)/quarantine")
            + listing("\(store.root)/locks").filter { $0 != "collection" }
    }
}

extension Contents {
    /// What only one of two has.
    func differences(from other: Contents?) -> [String] {
        let mine = lines, theirs = other?.lines ?? []
        return Set(mine).symmetricDifference(theirs).sorted()
    }

    private var lines: [String] {
        objects.map { "object \($0)" } + actions.map { "action \($0)" } + epochs.map { "epoch \($0)" } + outputs.map { "output \($0)" }
            + orphans.map { "orphan \($0)" }
    }
}
