import Diagnostics
import Engine
import Files
import Parameters
import Store
import Testing

/// Stages that do their work elsewhere leave what they leave when they do it here.
@Suite struct IsolationTests {
    /// Does the work on another store of the workspace, as another process does, with the order as it travels.
    private struct Elsewhere: StageIsolation {
        let workspace: String
        let executors: [String: any StageExecutor]

        func perform(_ order: StageOrder, cancellation: CancellationToken, listener: any StageListener) throws -> StageReturn {
            let order = try #require(StageOrder(text: order.text))
            guard let executor = executors[order.work.stage] else {
                throw Failure(.stageFailed, "'\(order.name)' was killed by signal 11 (SIGSEGV)")
            }
            return try StageGuest.perform(
                order, executor, in: try Store(workspace: workspace), cancellation: cancellation, listener: listener)
        }
    }

    /// Works elsewhere; here it must not.
    private struct Foreign: StageExecutor {
        let name: String
        var foreignWork: ForeignWork? { ForeignWork(name, .list([.double(.nan), .string("a\nb")])) }

        func execute(_ context: StageContext) throws { throw Failure(.internalError, "'\(context.node.name)' works here") }
    }

    private let bench: Bench

    init() throws { bench = try Bench() }

    private func run(
        _ nodes: [Node], with executors: [String: any StageExecutor] = [:], force: Set<String> = [],
        cancellation: CancellationToken = .init()
    ) throws -> Outcome {
        bench.recorder.clear()
        let engine = Engine(
            store: try Store(workspace: "\(bench.path)/runs"), jobs: 2, delegate: bench.recorder,
            isolation: Elsewhere(workspace: "\(bench.path)/runs", executors: executors))
        return Outcome(results: engine.run(try Graph(nodes), scope: "test", force: force, cancellation: cancellation))
    }

    private let talking = Closure { context in
        context.log("line one")
        context.warn(.warning("look at this", hint: "there", kind: "test_kind"))
        context.report(StageProgress(step: 1, total: 2, unit: "epoch", metrics: [.init("loss", step: 1, value: .infinity)]))
        let input = try context.artifact("first").string("out")
        let file = String(decoding: try #require(try FileSystem.local.read(try context.filePath("data"))), as: UTF8.self)
        try context.write("\(input) \(file) \(context.seed ?? 0) \(context.parameters)", to: "out")
    }

    private func nodes(talking executor: any StageExecutor) throws -> [Node] {
        [
            node("first", running: Closure { try $0.write("1", to: "out") }),
            node(
                "talk", [("rate", .double(0.1)), ("list", .list([.null, .bool(true)]))], from: ["first"],
                files: [Node.ExternalFile("data", at: try bench.file("data", "rows"))], seed: .max, running: executor),
            node("last", from: ["talk"]),
        ]
    }

    @Test func aStageElsewhereIsTheSameAsHere() throws {
        let here = try Bench(), inPlace = try here.run(try nodes(talking: talking))
        let outcome = try run(try nodes(talking: Foreign(name: "talk")), with: ["talk": talking])
        #expect(outcome.results.map(\.status) == [.ran, .ran, .ran])
        #expect(outcome.results.map(\.artifact?.digest) == inPlace.results.map(\.artifact?.digest))
        #expect(outcome["talk"]?.key == inPlace["talk"]?.key)
        #expect(outcome["talk"]?.warnings == [.warning("look at this", hint: "there", kind: "test_kind")])
        #expect(bench.recorder.named("log") == ["talk: line one"])
        #expect(bench.recorder.named("progress") == ["talk"])
        #expect(bench.recorder.warnings.count == 1)
        let log = try #require(outcome["talk"]?.logPath)
        #expect(String(decoding: try #require(try FileSystem.local.read(log)), as: UTF8.self) == "line one\nwarning: look at this\n")
        #expect(outcome["talk"]?.usage?.bytesWritten == outcome["talk"]?.artifact?.manifest.size)
        // Known afterwards, its warnings too.
        let again = try run(try nodes(talking: Foreign(name: "talk")))
        #expect(again.results.allSatisfy { $0.status == .cached })
        #expect(again["talk"]?.warnings.count == 1)
        #expect(listing("\(bench.path)/runs/store/tmp").flatMap { listing("\(bench.path)/runs/store/tmp/\($0)") }.isEmpty)
    }

    private func training(_ epochs: Int) -> [Node] {
        [node("train", [("epochs", .int(epochs)), ("rate", .int(1))], budget: ["epochs"], running: Foreign(name: "train"))]
    }

    @Test func aTrainingElsewhereGoesOnWhereItStopped() throws {
        let died = try run(training(5), with: ["train": Training(dieAfter: 3)])
        #expect(died["train"]?.status == .failed)
        #expect(died["train"]?.error?.code == .internalError)
        let outcome = try run(training(5), with: ["train": Training()])
        #expect(outcome["train"]?.resumedFrom == 3)
        #expect(bench.recorder.named("resumed") == ["train@3"])
        #expect(bench.recorder.named("log").count == 2)
        let key = try #require(outcome["train"]?.key), store = try Store(workspace: "\(bench.path)/runs")
        guard case .found(let record) = try store.action(key) else { return #expect(Bool(false)) }
        let chain = try #require(record.facts["checkpoints"].flatMap { Digest(hex: $0) })
        #expect(try store.checkpointEpochs(chain) == [5])
        // Forced, it begins at the beginning.
        let forced = try run(training(5), with: ["train": Training()], force: ["train"])
        #expect(forced["train"]?.resumedFrom == nil)
        #expect(bench.recorder.named("log").count == 5)
    }

    @Test func oneThatDiesTakesNoOther() throws {
        let nodes = [
            node("crash", running: Foreign(name: "crash")), node("after", from: ["crash"]), node("other"),
        ]
        let outcome = try run(nodes)
        #expect(outcome.names(.failed) == ["crash"])
        #expect(outcome.names(.skipped) == ["after"])
        #expect(outcome.names(.ran) == ["other"])
        #expect(outcome["crash"]?.error == Failure(.stageFailed, "'crash' was killed by signal 11 (SIGSEGV)"))
    }

    @Test func cancellingReachesIt() throws {
        let token = CancellationToken()
        let waiting = Closure { context in
            token.cancel()
            while true { try context.checkCancellation() }
        }
        let outcome = try run([node("wait", running: Foreign(name: "wait"))], with: ["wait": waiting], cancellation: token)
        #expect(outcome.names(.cancelled) == ["wait"])
    }
}
