import Diagnostics
import Files
import Glibc
import Store

extension Run {
    /// Brings a node to its end on the calling thread: waits for others who work on the same action, mends damaged inputs, executes.
    func perform(_ index: Int, because given: Reason? = nil) -> NodeResult {
        let node = graph.nodes[index]
        var key: Digest?
        do throws(Failure) {
            // Each round that does not return has made a damaged input again.
            for _ in 0..<(2 + graph.nodes.count) {
                guard let prepared = try prepare(index) else { break }
                key = prepared.key
                if let result = try attempt(index, prepared, because: given) { return result }
            }
            throw Failure(.inputOutput, "inputs of '\(node.name)' are damaged again and again", hint: "check the disk and the memory")
        } catch {
            var result = NodeResult(node, key: key, status: .failed, reason: given ?? .neverRan)
            result.error = error
            return result
        }
    }

    /// Nil when an input was damaged and has been made again, so that the key may be another now.
    private func attempt(_ index: Int, _ prepared: Prepared, because given: Reason?) throws(Failure) -> NodeResult? {
        let node = graph.nodes[index], isForced = isForced(node, key: prepared.key)
        if !isForced, case .cached(let result) = try known(index, prepared) { return result }
        guard let lock = try lock(node, prepared.key) else {
            return NodeResult(node, key: prepared.key, status: .skipped, reason: .notStarted)
        }
        defer { withExtendedLifetime(lock) {} }
        var reason = Reason.forced
        switch try known(index, prepared) {
        case .cached(let result): if !isForced { return result }
        case .mustRun(let why): if !isForced { reason = given ?? self.reason(for: node, prepared, why) }
        }
        if try mendInputs(of: index) { return nil }
        if isForced { ranForced(prepared.key) }
        return execute(index, prepared, reason, isForced: isForced)
    }

    private func lock(_ node: Node, _ key: Digest) throws(Failure) -> FileLock? {
        let path = try store.lockPath(key)
        if let lock = try FileLock.tryAcquire(path, in: store.files) { return lock }
        events.send { $0.nodeWaiting(node, key: key) }
        return try FileLock.acquire(path, in: store.files, unless: { cancellation.isCancelled })
    }

    /// Checks the digests of all that the node reads; nodes whose output is damaged run again. True when there were any.
    private func mendInputs(of index: Int) throws(Failure) -> Bool {
        var mended = false
        for input in graph.nodes[index].inputs {
            guard let source = graph.index(of: input.node), let artifact = artifact(of: source) else { continue }
            let checked = input.files.flatMap { artifact.selecting($0) } ?? artifact
            let damaged = checked.damagedFiles()
            if damaged.isEmpty { continue }
            let message = "stored output of '\(input.node)' was damaged: " + damaged.joined(separator: ", ")
            events.send { $0.warning(.warning(message, hint: "it is made again; check the disk"), node: input.node) }
            let result = perform(source, because: .damaged(files: damaged))
            guard let artifact = result.artifact, let key = result.key else {
                throw result.error ?? Failure(.stageFailed, "'\(input.node)' could not be made again")
            }
            succeeded(source, artifact, key: key)
            if result.status == .ran { remade(source, result) }
            mended = true
        }
        return mended
    }

    private func execute(_ index: Int, _ prepared: Prepared, _ reason: Reason, isForced: Bool) -> NodeResult {
        let node = graph.nodes[index], began = FileSystem.now(),
            log = StageLog(directory: logDirectory, node: node.name, key: prepared.key, files: store.files)
        var result = NodeResult(node, key: prepared.key, status: .failed, reason: reason)
        events.send { $0.nodeStarted(node, key: prepared.key, reason: reason) }
        let isElsewhere = engine.isolation != nil && node.executor.foreignWork != nil
        let meter = isElsewhere ? nil : ResourceMeter(), command = CommandPeak()
        var usage = ResourceUsage()
        do {
            let context = StageContext(
                node: node, components: prepared.components, inputs: prepared.inputs, threads: engine.threadsPerNode,
                attempt: try store.attempt(), store: store, log: log, cancellation: cancellation, events: events, isForced: isForced,
                commandPeak: command)
            defer {
                result.resumedFrom = context.checkpoints.resumedFrom
                result.warnings = context.warnings
                usage = context.usage ?? usage
            }
            let manifest = try carryOut(node, prepared, context, isForced: isForced)
            try checkFiles(node, prepared)
            result.seconds = Double(FileSystem.now() - began) / 1e9
            try record(node, prepared, manifest, result.seconds, log, context)
            result.artifact = store.artifact(manifest)
            result.status = .ran
        } catch {
            result.seconds = Double(FileSystem.now() - began) / 1e9
            result.status = cancellation.isCancelled || error is StageCancelled ? .cancelled : .failed
            if result.status == .failed { result.error = Self.failure(error, node) } else { result.reason = .interrupted }
        }
        if let meter { usage = meter.stop(command: command.bytes) }
        usage.bytesRead = inputSize(node, prepared.inputs)
        usage.bytesWritten = result.artifact?.manifest.size
        result.usage = usage
        result.logPath = log.pathIfWritten
        return result
    }

    /// What is no `Failure` is a defect of the stage.
    static func failure(_ error: any Error, _ node: Node) -> Failure {
        error as? Failure ?? Failure(.internalError, "'\(node.name)' failed: \(error)", hint: "this is a defect of the stage \(node.stage)")
    }

    /// An external file that changed while the stage may have read it would make a result that no input explains.
    private func checkFiles(_ node: Node, _ prepared: Prepared) throws(Failure) {
        let hint = { (node: Node) in
            node.executor is CommandExecutor
                ? "a command must not write to its inputs, but to a copy; if something else did, run again when nothing writes it"
                : "run again when nothing writes it"
        }
        for file in node.files {
            let digest = prepared.components.files.first { $0.name == file.name }?.digest
            guard try store.fileDigest(file.path) == digest else {
                throw Failure(.inputOutput, "\(file.path): changed while '\(node.name)' ran", hint: hint(node))
            }
        }
    }

    private func record(
        _ node: Node, _ prepared: Prepared, _ manifest: ArtifactManifest, _ seconds: Double, _ log: StageLog,
        _ context: StageContext
    ) throws(Failure) {
        if case .found(let before) = try store.action(prepared.key), before.manifest.digest != manifest.digest {
            let message = "'\(node.name)' made other bytes than before from the same inputs: the stage is not deterministic"
            let names = Set(before.manifest.files).symmetricDifference(manifest.files).map(\.name)
            events.send {
                $0.warning(.warning(message, hint: "differing: " + Set(names).sorted().joined(separator: ", ")), node: node.name)
            }
        }
        var facts = engine.facts
        facts["log"] = log.pathIfWritten
        facts["node"] = node.name
        facts["scope"] = scope
        facts["checkpoints"] = context.keptKey?.hex
        RecordedWarnings.add(context.warnings, to: &facts)
        try store.save(
            ActionRecord(
                key: prepared.key, components: prepared.components, manifest: manifest, seconds: seconds,
                created: FileSystem.now() / 1_000_000, facts: facts),
            in: context.attempt)
    }
}
