import Diagnostics
import Engine
import Files
import Parameters
import Processes
import Store
import Threads

/// A workspace in which graphs of small counting stages run.
final class Bench: Sendable {
    let path: String
    let recorder = Recorder()

    init() throws {
        let unique = "\(ProcessIdentity.current.text)-\(UInt64.random(in: 0...UInt64.max))"
        path = "\(FileSystem.environment["PIPELINE_TEST_DIRECTORY"] ?? "/tmp")/pipeline-engine-\(unique)"
        try FileSystem.local.makeDirectories(path)
    }

    /// A new engine over the same store, as a new process would have.
    func engine(jobs: Int = 2) throws -> Engine {
        Engine(store: try Store(workspace: "\(path)/runs"), jobs: jobs, delegate: recorder)
    }

    /// Runs and tells which nodes ran, in order of their end.
    @discardableResult
    func run(
        _ nodes: [Node], jobs: Int = 2, scope: String = "test", force: Set<String> = [], cancellation: CancellationToken = .init()
    ) throws -> Outcome {
        recorder.clear()
        let results = try engine(jobs: jobs).run(try Graph(nodes), scope: scope, force: force, cancellation: cancellation)
        return Outcome(results: results)
    }

    /// The null build that ends every step test.
    func nothingRuns(_ nodes: [Node]) throws -> Bool {
        let outcome = try run(nodes)
        return outcome.results.allSatisfy { $0.status == .cached && $0.reason == .unchanged } && recorder.started.isEmpty
    }

    func file(_ name: String, _ text: String) throws -> String {
        let target = "\(path)/\(name)"
        try FileSystem.local.replace(target, with: Array(text.utf8), temporary: target + ".new")
        return target
    }

    func flipByte(_ target: String) throws {
        var bytes = try FileSystem.local.read(target) ?? []
        bytes[bytes.count / 2] ^= 1
        try FileSystem.local.replace(target, with: bytes, temporary: target + ".new")
    }

    deinit { FileSystem.local.removeTree(path) }
}

/// The names in a directory; none where it is not there.
func listing(_ path: String) -> [String] { (try? FileSystem.local.list(path)) ?? [] }

struct Outcome {
    var results: [NodeResult]

    subscript(name: String) -> NodeResult? { results.first { $0.name == name } }
    func names(_ status: NodeResult.Status) -> [String] { results.filter { $0.status == status }.map(\.name) }
    var ran: [String] { names(.ran) }
    func text(_ name: String) throws -> String? { try self[name]?.artifact?.string("out") }
}

/// What the delegate heard.
final class Recorder: EngineDelegate {
    private let heard = Mutex<[(kind: String, node: String)]>([])

    func clear() { heard.withLock { $0 = [] } }
    var all: [String] { heard.withLock { $0.map { "\($0.kind) \($0.node)" } } }
    var started: [String] { named("started") }
    var warnings: [String] { named("warning") }
    var hints: [String] { named("hint") }
    func named(_ kind: String) -> [String] { heard.withLock { $0.filter { $0.kind == kind }.map(\.node) } }
    private func add(_ kind: String, _ node: String) { heard.withLock { $0.append((kind, node)) } }

    func nodeStarted(_ node: Node, key: Digest, reason: Reason) { add("started", node.name) }
    func nodeWaiting(_ node: Node, key: Digest) { add("waiting", node.name) }
    func nodeResumed(_ node: Node, from epoch: Int) { add("resumed", "\(node.name)@\(epoch)") }
    func nodeProgress(_ node: Node, _ progress: StageProgress) { add("progress", node.name) }
    func nodeLog(_ node: Node, _ line: String) { add("log", "\(node.name): \(line)") }
    func nodeFinished(_ result: NodeResult) { add("finished", result.name) }
    func warning(_ diagnostic: Diagnostic, node: String?) {
        add("warning", diagnostic.message)
        add("hint", diagnostic.hint ?? "")
    }
}

/// A stage that is a closure.
struct Closure: StageExecutor {
    let body: @Sendable (StageContext) throws -> Void

    init(_ body: @escaping @Sendable (StageContext) throws -> Void) { self.body = body }

    func execute(_ context: StageContext) throws { try body(context) }
}

/// Writes `out`: the stage, its parameters, and what it read, so that outputs differ when anything does.
struct Concatenate: StageExecutor {
    func execute(_ context: StageContext) throws {
        var text = "\(context.node.stage)\(context.parameters)"
        for file in context.node.files {
            text += String(decoding: try FileSystem.local.read(try context.filePath(file.name)) ?? [], as: UTF8.self)
        }
        for input in context.node.inputs {
            let artifact = try context.artifact(input.name)
            for file in artifact.manifest.files { text += "(" + (try artifact.string(file.name)) + ")" }
        }
        try context.write(text, to: "out")
    }
}

func node(
    _ name: String, _ parameters: [(name: String, value: ParameterValue)] = [], from inputs: [String] = [],
    files: [Node.ExternalFile] = [], version: Int = 1, seed: UInt64? = nil, budget: Set<String> = [],
    running executor: any StageExecutor = Concatenate()
) -> Node {
    Node(
        name: name, stage: name, codeVersion: version, parameters: .record(parameters), budgetParameters: budget, seed: seed,
        files: files, inputs: inputs.map { Node.Input($0, from: $0) }, executor: executor)
}
