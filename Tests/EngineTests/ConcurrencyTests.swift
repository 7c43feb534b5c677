import Dispatch
import Engine
import Files
import Glibc
import Parameters
import Store
import Threads
import Testing

@Suite struct ConcurrencyTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    final class Counter: Sendable {
        private let counts = Mutex((now: 0, highest: 0, total: 0))

        func enter() {
            counts.withLock {
                $0.now += 1
                $0.total += 1
                $0.highest = max($0.highest, $0.now)
            }
        }
        func leave() { counts.withLock { $0.now -= 1 } }
        var highest: Int { counts.withLock { $0.highest } }
        var total: Int { counts.withLock { $0.total } }
    }

    private func slow(_ counter: Counter) -> Closure {
        Closure { context in
            counter.enter()
            usleep(40_000)
            try context.write("\(context.parameters)", to: "out")
            counter.leave()
        }
    }

    @Test(arguments: [1, 3]) func jobsBoundsWhatRunsAtOnce(jobs: Int) throws {
        let counter = Counter()
        let nodes = (0..<9).map { node("n\($0)", [("i", .int($0))], running: slow(counter)) }
        let outcome = try bench.run(nodes, jobs: jobs)
        #expect(outcome.ran == nodes.map(\.name))
        #expect(counter.highest == jobs)
        #expect(try bench.nothingRuns(nodes))
    }

    @Test func equalKeysRunOnce() throws {
        let counter = Counter()
        let nodes = (0..<4).map { index in
            Node(name: "n\(index)", stage: "same", codeVersion: 1, executor: slow(counter))
        }
        let outcome = try bench.run(nodes, jobs: 4)
        #expect(counter.total == 1)
        #expect(outcome.ran == ["n0"])
        #expect(outcome.names(.cached) == ["n1", "n2", "n3"])
        try bench.run(nodes, jobs: 4, force: ["same"])
        #expect(counter.total == 2)
        #expect(try bench.nothingRuns(nodes))
    }

    /// Two engines share nothing but the directory, as two processes do: file locks belong to open files.
    @Test func twoEnginesOnOneStoreShareTheWork() throws {
        let counter = Counter(), bench = bench
        let nodes = [
            node("a", running: slow(counter)), node("b", from: ["a"], running: slow(counter)),
            node("c", from: ["b"], running: slow(counter)),
        ]
        let results = Mutex<[[NodeResult]]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            guard let graph = try? Graph(nodes), let engine = try? bench.engine() else { return }
            let result = engine.run(graph, scope: "test")
            results.withLock { $0.append(result) }
        }
        let both = results.withLock { $0 }
        #expect(both.count == 2)
        #expect(counter.total == 3)
        #expect(both.joined().filter { $0.status == .ran }.count == 3)
        #expect(both.joined().filter { $0.status == .cached }.count == 3)
        #expect(both[0].map(\.artifact?.digest) == both[1].map(\.artifact?.digest))
        #expect(try bench.nothingRuns(nodes))
    }

    @Test func eventsComeInOrder() throws {
        let talking = Closure { context in
            context.log("hello")
            context.report(StageProgress(step: 1, total: 2, unit: "epoch", metrics: [.init("loss", step: 1, value: 0.5)]))
            try context.write("x", to: "out")
        }
        let outcome = try bench.run([node("a", running: talking), node("b", from: ["a"])])
        #expect(
            bench.recorder.all == ["started a", "log a: hello", "progress a", "finished a", "started b", "finished b"])
        let log = try #require(outcome["a"]?.logPath)
        #expect(try FileSystem.local.read(log) == Array("hello\n".utf8))
        #expect(outcome["b"]?.logPath == nil)
        #expect(try bench.run([node("a", running: talking)])["a"]?.logPath == log)
    }

    /// A random graph, run with different numbers of workers, has the same outputs.
    @Test func jobsDoNotChangeResults() throws {
        let nodes = (0..<60).map { index in
            node(
                "n\(index)", [("i", .int(index))],
                from: Set([index * 7 / 11, index * 3 / 5].filter { $0 < index }).sorted().map { "n\($0)" })
        }
        let one = try bench.run(nodes, jobs: 1)
        let other = try Bench()
        let many = try other.run(nodes, jobs: 6)
        #expect(one.results.map(\.artifact?.digest) == many.results.map(\.artifact?.digest))
        #expect(one.results.map(\.key) == many.results.map(\.key))
        #expect(many.ran.count == 60)
    }
}
