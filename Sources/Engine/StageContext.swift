import Diagnostics
import Files
import Parameters
import Store
import Threads

/// All that a stage sees of the world: its parameters, its inputs, and places to write. May be used from several threads.
public final class StageContext: Sendable {
    public let node: Node
    /// How many threads the stage may use.
    public let threads: Int
    /// Epochs of this stage's training that are stored already, and where to store more.
    public let checkpoints: CheckpointChain
    let attempt: Attempt
    let log: StageLog
    let commandPeak: CommandPeak
    private let store: Store
    private let inputs: [String: Artifact]
    private let cancellation: CancellationToken
    private let events: RunEvents
    private let outputs = Mutex(Outputs())
    private let components: ActionComponents
    private let isForced: Bool
    private let usedLibrary = Mutex<Library?>(nil)
    private let givenWarnings = Mutex<[Diagnostic]>([])
    private let elsewhere = Mutex(Elsewhere())

    private struct Outputs {
        var files: [String: ArtifactFile] = [:]
        var unfinished: Set<String> = []
    }

    /// Of a stage that does its work in another process: what came back beside its output.
    private struct Elsewhere {
        var keptKey: Digest?
        var usage: ResourceUsage?
    }

    init(
        node: Node, components: ActionComponents, inputs: [String: Artifact], threads: Int, attempt: Attempt, store: Store, log: StageLog,
        cancellation: CancellationToken, events: RunEvents, isForced: Bool,
        commandPeak: CommandPeak
    ) {
        self.node = node
        self.threads = threads
        self.inputs = inputs
        self.attempt = attempt
        self.store = store
        self.log = log
        self.commandPeak = commandPeak
        self.cancellation = cancellation
        self.events = events
        self.components = components
        self.isForced = isForced
        checkpoints = CheckpointChain(
            node: node, components: components, store: store, attempt: attempt, cancellation: cancellation, events: events,
            startsOver: isForced)
    }

    public var parameters: ParameterValue { node.parameters }
    public var seed: UInt64? { node.seed }
    /// That of the store.
    package var files: FileSystem { store.files }
    /// Empty at first, removed afterwards; on the store's file system, so that `adoptFile` need not copy.
    public var scratchDirectory: String { attempt.directory }

    // MARK: Inputs

    /// Where an external file is.
    public func filePath(_ input: String) throws(Failure) -> String {
        guard let file = node.files.first(where: { $0.name == input }) else {
            throw undeclared(input, among: node.files.map(\.name))
        }
        return file.path
    }

    /// The output of another node: the files that the input names, or all.
    public func artifact(_ input: String) throws(Failure) -> Artifact {
        guard let artifact = inputs[input] else { throw undeclared(input, among: node.inputs.map(\.name)) }
        return artifact
    }

    private func undeclared(_ input: String, among names: [String]) -> Failure {
        Failure(
            .internalError, "stage \(node.stage) reads '\(input)', which '\(node.name)' does not declare",
            hint: suggestion(for: input, among: names))
    }

    // MARK: What earlier runs made

    /// What this stage made of pieces of any inputs, with the same external files and code and these parameters: the ones that
    /// decide what a piece becomes. One library a stage. A forced stage finds it empty.
    public func library(of parameters: ParameterValue) throws -> Library {
        if let library = usedLibrary.withLock({ $0 }) { return library }
        let library = try Library(
            node: node, components: components, parameters: parameters, store: store, attempt: attempt, cancellation: cancellation,
            events: events, startsOver: isForced)
        usedLibrary.withLock { $0 = library }
        return library
    }

    /// The chain or library that the output came from and that should live as long as it.
    var keptKey: Digest? {
        elsewhere.withLock { $0.keptKey } ?? checkpoints.keyIfUsed ?? usedLibrary.withLock { $0?.key }
    }

    func keep(_ key: Digest?) { elsewhere.withLock { $0.keptKey = key } }

    /// What the work took in another process; nil where it was done in this one.
    var usage: ResourceUsage? { elsewhere.withLock { $0.usage } }

    func note(_ usage: ResourceUsage) { elsewhere.withLock { $0.usage = usage } }

    // MARK: Outputs

    /// A new file of the output. A second file of the same name takes the place of the first.
    public func createFile(_ name: String) throws(Failure) -> ArtifactFileWriter {
        try validate(fileName: name)
        outputs.withLock { _ = $0.unfinished.insert(name) }
        let store = store
        return ArtifactFileWriter(try store.writer(in: attempt)) { (writer) throws(Failure) in
            let (digest, size) = try writer.close()
            try store.publish(writer.path, as: digest, size: size, in: self.attempt)
            self.add(ArtifactFile(name: name, digest: digest, size: size))
        }
    }

    /// Makes a file that the stage wrote under `scratchDirectory` part of the output. It is hashed and moved, not copied; the
    /// stage must be done with it.
    public func adoptFile(_ path: String, as name: String) throws(Failure) {
        try validate(fileName: name)
        let (digest, size) = try store.adopt(path, in: attempt)
        add(ArtifactFile(name: name, digest: digest, size: size))
    }

    public func write(_ text: String, to name: String) throws(Failure) {
        let file = try createFile(name)
        try file.write(text)
        try file.finish()
    }

    public func write(_ bytes: [UInt8], to name: String) throws(Failure) {
        let file = try createFile(name)
        try file.write(bytes)
        try file.finish()
    }

    private func add(_ file: ArtifactFile) {
        outputs.withLock {
            $0.files[file.name] = file
            $0.unfinished.remove(file.name)
        }
    }

    /// The output as it is, once the stage has returned.
    func manifest() throws(Failure) -> ArtifactManifest {
        let (files, unfinished) = outputs.withLock { (Array($0.files.values), $0.unfinished.sorted()) }
        guard unfinished.isEmpty else {
            throw Failure(.internalError, "stage \(node.stage) left files unfinished: " + unfinished.joined(separator: ", "))
        }
        return ArtifactManifest(files)
    }

    // MARK: Reporting

    /// One line for the log file and the delegate.
    public func log(_ line: String) {
        log.write(line)
        events.send { $0.nodeLog(self.node, line) }
    }

    public func report(_ progress: StageProgress) {
        events.send { $0.nodeProgress(self.node, progress) }
    }

    /// Reports something that a person must know and that does not stop the stage. It is kept with the action's record, so that a run
    /// that finds the stage cached has it too. The same warning twice counts once.
    public func warn(_ diagnostic: Diagnostic) {
        guard note(diagnostic) else { return }
        log.write("warning: \(diagnostic.message)")
        events.send { $0.warning(diagnostic, node: self.node.name) }
    }

    /// False where it is known already.
    @discardableResult
    func note(_ diagnostic: Diagnostic) -> Bool {
        givenWarnings.withLock { warnings in
            if warnings.contains(diagnostic) { return false }
            warnings.append(diagnostic)
            return true
        }
    }

    /// Tells what a person should know in passing: shown while the stage runs and kept in its log, but not among its warnings.
    public func note(_ message: String, kind: String? = nil) {
        log.write(message)
        events.send { $0.warning(Diagnostic(.note, message, kind: kind), node: self.node.name) }
    }

    /// What the stage has warned of so far, in order.
    var warnings: [Diagnostic] { givenWarnings.withLock { $0 } }

    public var isCancelled: Bool { cancellation.isCancelled }

    public func checkCancellation() throws(StageCancelled) {
        if isCancelled { throw StageCancelled() }
    }
}
