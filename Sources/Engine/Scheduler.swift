import Dispatch
import Store
import Threads

/// Decides what runs when: nodes in the graph's order as soon as what they read has succeeded, `jobs` at once, on threads of its own.
/// All its state belongs to the thread that calls `run`; workers only add to `finished`.
final class Scheduler {
    private let current: Run
    private let graph: Graph
    private let jobs: Int
    private var waiting: [Int]
    private var results: [NodeResult?]
    private var ready: ReadyQueue
    /// Nodes to be executed that wait for a worker, and those that wait for another node with the same key.
    private var runnable: [Int] = []
    private var runningKeys: [Digest: Int] = [:]
    private var parked: [Digest: [Int]] = [:]
    private var idle: [DispatchQueue] = []
    private var workers = 0
    private var unfinished: Int
    private let inbox = Inbox()

    /// What workers hand back.
    private final class Inbox: Sendable {
        let finished = Mutex<[(index: Int, result: NodeResult, queue: DispatchQueue)]>([])
        let signal = DispatchSemaphore(value: 0)
    }

    init(run: Run, jobs: Int) {
        current = run
        self.jobs = jobs
        graph = run.graph
        waiting = graph.dependencies.map(\.count)
        results = graph.nodes.map { _ in nil }
        unfinished = graph.nodes.count
        ready = ReadyQueue(graph.order.filter { [waiting] in waiting[$0] == 0 })
    }

    func run() -> [NodeResult] {
        var deadline: DispatchTime?
        while unfinished > 0 {
            if current.cancellation.isCancelled {
                deadline = deadline ?? .now() + .milliseconds(900)
                cancelUnstarted()
                if unfinished == 0 { break }
            } else {
                resolveReady()
                startWorkers()
            }
            if unfinished == 0 { break }
            if let deadline, DispatchTime.now() >= deadline {
                abandonRunning()
                break
            }
            _ = inbox.signal.wait(timeout: .now() + .milliseconds(deadline == nil ? 50 : 10))
            collect()
        }
        current.close()
        return results.compactMap { $0 }
    }

    // MARK: Ready nodes

    /// Ends what is known without a worker; the rest becomes runnable.
    private func resolveReady() {
        while let index = ready.next() {
            guard let known = lookUp(index) else {
                runnable.append(index)
                continue
            }
            finish(index, known)
        }
    }

    /// Nil when the node needs a worker.
    private func lookUp(_ index: Int) -> NodeResult? {
        let node = graph.nodes[index]
        do {
            guard let prepared = try current.prepare(index, mayRead: false), !current.isForced(node, key: prepared.key) else { return nil }
            guard case .cached(let result) = try current.known(index, prepared) else { return nil }
            return result
        } catch {
            var result = NodeResult(node, status: .failed, reason: .neverRan)
            result.error = error
            return result
        }
    }

    // MARK: Workers

    private func startWorkers() {
        guard runningCount < jobs, !runnable.isEmpty else { return }
        var later: [Int] = []
        for index in runnable {
            guard runningCount < jobs else {
                later.append(index)
                continue
            }
            let key = (try? current.prepare(index, mayRead: false))?.key
            if let key, runningKeys[key] != nil {
                parked[key, default: []].append(index)
                continue
            }
            if let key { runningKeys[key] = index }
            start(index)
        }
        runnable = later
    }

    private var runningCount: Int { workers - idle.count }

    /// Serial queues of the overcommit kind have a thread each, beside the cooperative pool.
    private func start(_ index: Int) {
        let queue: DispatchQueue
        if let free = idle.popLast() {
            queue = free
        } else {
            workers += 1
            queue = DispatchQueue(label: "engine.worker.\(workers)", qos: .userInitiated)
        }
        queue.async { [current, inbox] in
            let result = current.perform(index)
            inbox.finished.withLock { $0.append((index, result, queue)) }
            inbox.signal.signal()
        }
    }

    private func collect() {
        let finished = inbox.finished.withLock { finished in
            defer { finished = [] }
            return finished
        }
        for (index, result, queue) in finished {
            idle.append(queue)
            finish(index, result)
            for (key, owner) in runningKeys where owner == index {
                runningKeys[key] = nil
                for index in parked.removeValue(forKey: key) ?? [] { ready.add(index) }
            }
        }
        for (index, result) in current.takeRemade() where results[index] != nil {
            results[index] = result
            current.events.send { $0.nodeFinished(result) }
        }
    }

    // MARK: Ends

    private func finish(_ index: Int, _ result: NodeResult) {
        guard results[index] == nil else { return }
        results[index] = result
        unfinished -= 1
        if let artifact = result.artifact, let key = result.key { current.succeeded(index, artifact, key: key) }
        current.events.send { $0.nodeFinished(result) }
        for dependent in graph.dependents[index] {
            if result.artifact == nil {
                skip(dependent, because: index)
            } else {
                waiting[dependent] -= 1
                if waiting[dependent] == 0 { ready.add(dependent) }
            }
        }
    }

    /// Nodes that read one that did not succeed do not start.
    private func skip(_ index: Int, because source: Int) {
        guard results[index] == nil else { return }
        let wasStopped = results[source]?.reason == .interrupted || results[source]?.reason == .notStarted
        let reason: Reason = wasStopped ? .notStarted : .upstreamFailed(nodes: [graph.nodes[source].name])
        finish(index, NodeResult(graph.nodes[index], status: .skipped, reason: reason))
    }

    private func cancelUnstarted() {
        let started = Set(runningKeys.values)
        for index in runnable + parked.values.joined() + ready.drain() where !started.contains(index) {
            finish(index, NodeResult(graph.nodes[index], status: .skipped, reason: .notStarted))
        }
        (runnable, parked) = ([], [:])
    }

    private func abandonRunning() {
        for index in graph.order where results[index] == nil {
            finish(index, NodeResult(graph.nodes[index], status: .cancelled, reason: .interrupted))
        }
    }
}

/// Nodes that may start, first come first served.
struct ReadyQueue {
    private var indices: [Int]
    private var position = 0

    init(_ indices: [Int]) { self.indices = indices }

    mutating func add(_ index: Int) { indices.append(index) }

    mutating func next() -> Int? {
        guard position < indices.count else { return nil }
        defer { position += 1 }
        return indices[position]
    }

    mutating func drain() -> [Int] {
        defer { position = indices.count }
        return Array(indices[position...])
    }
}
