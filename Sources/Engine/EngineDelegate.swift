import Diagnostics
import Store

/// Hears what an engine does.
///
/// For a node that runs: `nodeStarted`, then any `nodeResumed`, `nodeProgress`, `nodeLog`, then `nodeFinished`, in this order. For a
/// node that
/// is cached, skipped or cancelled before its turn: only `nodeFinished`. A node that was cached may start after all when a later node
/// finds its
/// stored output damaged; it then finishes a second time. `nodeFinished` and calls about different nodes come on different
/// threads, several at once; nothing is called after `run` has returned. Implementations return quickly: the stage waits for them.
public protocol EngineDelegate: Sendable {
    func nodeStarted(_ node: Node, key: Digest, reason: Reason)
    /// Another process is working on the same action; the node waits for its result.
    func nodeWaiting(_ node: Node, key: Digest)
    func nodeResumed(_ node: Node, from epoch: Int)
    func nodeProgress(_ node: Node, _ progress: StageProgress)
    /// One line that the stage printed, without the line end.
    func nodeLog(_ node: Node, _ line: String)
    func nodeFinished(_ result: NodeResult)
    /// Something a person should know that does not stop the run: damage found and mended, a stage that is not deterministic.
    func warning(_ diagnostic: Diagnostic, node: String?)
}

extension EngineDelegate {
    public func nodeStarted(_ node: Node, key: Digest, reason: Reason) {}
    public func nodeWaiting(_ node: Node, key: Digest) {}
    public func nodeResumed(_ node: Node, from epoch: Int) {}
    public func nodeProgress(_ node: Node, _ progress: StageProgress) {}
    public func nodeLog(_ node: Node, _ line: String) {}
    public func nodeFinished(_ result: NodeResult) {}
    public func warning(_ diagnostic: Diagnostic, node: String?) {}
}

/// Hears nothing.
public struct SilentDelegate: EngineDelegate {
    public init() {}
}
