import Diagnostics
import Engine
import Files
import Glibc
import Parameters
import Store
import Synchronization
import Testing

@Suite struct FailureTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private struct Broken: Error {}

    @Test func aFailedNodeSkipsItsDependantsAndOthersGoOn() throws {
        let failing = node("bad", running: Closure { _ in throw Failure(.invalidInput, "row 3 is broken") })
        let nodes = [failing, node("below", from: ["bad"]), node("further", from: ["below"]), node("good"), node("rest", from: ["good"])]
        let outcome = try bench.run(nodes)
        #expect(outcome.names(.failed) == ["bad"])
        #expect(outcome.names(.skipped) == ["below", "further"])
        #expect(outcome.ran == ["good", "rest"])
        #expect(outcome["bad"]?.error == Failure(.invalidInput, "row 3 is broken"))
        #expect(outcome["below"]?.reason == .upstreamFailed(nodes: ["bad"]))
        let mended = [node("bad")] + nodes.dropFirst()
        #expect(try bench.run(mended).ran == ["bad", "below", "further"])
        #expect(try bench.nothingRuns(mended))
    }

    @Test func whatIsNoFailureIsADefect() throws {
        let outcome = try bench.run([node("bad", running: Closure { _ in throw Broken() })])
        #expect(outcome["bad"]?.error?.code == .internalError)
    }

    @Test func aMissingFileIsExitCode66() throws {
        let outcome = try bench.run([node("ingest", files: [.init("ratings", at: "\(bench.path)/none.dat")]), node("x")])
        #expect(outcome["ingest"]?.error?.code == .missingInput)
        #expect(outcome["ingest"]?.error?.description.contains("none.dat") == true)
        #expect(outcome.ran == ["x"])
    }

    @Test func aFailedStagePublishesNothing() throws {
        let half = Closure { context in
            try context.write("half", to: "out")
            throw Broken()
        }
        try bench.run([node("bad", running: half)])
        #expect(try bench.engine().store.actionKeys().isEmpty)
        let tmp = "\(bench.path)/runs/store/tmp"
        #expect(listing(tmp).allSatisfy { listing("\(tmp)/\($0)").isEmpty })
    }

    @Test func anUnfinishedFileIsADefect() throws {
        let outcome = try bench.run([node("bad", running: Closure { _ = try $0.createFile("out") })])
        #expect(outcome["bad"]?.error?.description.contains("unfinished: out") == true)
    }

    @Test func undeclaredInputsAreRefused() throws {
        let nodes = [node("a"), node("b", from: ["a"], running: Closure { _ = try $0.artifact("aa") })]
        let error = try bench.run(nodes)["b"]?.error
        #expect(error?.diagnostics.first?.hint == "did you mean 'a'?")
    }

    @Test func anInputThatChangesMeanwhileIsNotRecorded() throws {
        let path = try bench.file("data", "old")
        let nodes = [
            node(
                "ingest", files: [.init("data", at: path)],
                running: Closure { [bench] in
                    _ = try bench.file("data", "new")
                    try $0.write("x", to: "out")
                })
        ]
        #expect(try bench.run(nodes)["ingest"]?.error?.code == .inputOutput)
        #expect(try bench.run([node("ingest", files: [.init("data", at: path)])]).ran == ["ingest"])
    }

    @Test func fileNamesStayInside() throws {
        for name in ["", "/etc/x", "../x", "a/../b", "a//b", "."] {
            let outcome = try bench.run([node("bad", [("n", .string(name))], running: Closure { try $0.write("x", to: name) })])
            #expect(outcome.names(.failed) == ["bad"])
        }
    }

    @Test func graphsTellAllTheirProblemsAtOnce() throws {
        do {
            _ = try Graph([node("a", from: ["b"]), node("a"), node("c", from: ["aa", "zzzz"])])
            Issue.record("no error")
        } catch {
            #expect(error.diagnostics.count == 4)
            #expect(error.diagnostics.contains { $0.hint == "did you mean 'a'?" })
        }
        do {
            _ = try Graph([node("x"), node("a", from: ["c"]), node("b", from: ["a"]), node("c", from: ["b"])])
            Issue.record("no error")
        } catch { #expect(error.description == "nodes depend on themselves: a → c → b → a") }
    }

    // MARK: Cancellation

    @Test(arguments: [true, false]) func cancellationStopsWithinASecond(isCooperative: Bool) throws {
        let token = CancellationToken()
        let slow = Closure { context in
            token.cancel()
            for _ in 0..<300 {
                if isCooperative { try context.checkCancellation() }
                usleep(10_000)
            }
            try context.write("late", to: "out")
        }
        let nodes = [node("first"), node("slow", from: ["first"], running: slow), node("below", from: ["slow"])]
        let began = FileSystem.now()
        let outcome = try bench.run(nodes, cancellation: token)
        #expect(FileSystem.now() - began < 2_500_000_000)
        #expect(outcome.ran == ["first"])
        #expect(outcome.names(.cancelled) == ["slow"] && outcome["slow"]?.reason == .interrupted)
        // What had not begun was not interrupted.
        #expect(outcome.names(.skipped) == ["below"] && outcome["below"]?.reason == .notStarted)
        let resumed = [node("first"), node("slow", from: ["first"]), node("below", from: ["slow"])]
        if isCooperative {
            #expect(try bench.run(resumed).ran == ["slow", "below"])
            #expect(try bench.nothingRuns(resumed))
        }
    }

    @Test func nothingStartsAfterCancellation() throws {
        let token = CancellationToken()
        token.cancel()
        let outcome = try bench.run([node("a"), node("b", from: ["a"])], cancellation: token)
        #expect(outcome.names(.skipped) == ["a", "b"])
        #expect(outcome.results.allSatisfy { $0.reason == .notStarted })
        #expect(bench.recorder.started.isEmpty)
    }
}
