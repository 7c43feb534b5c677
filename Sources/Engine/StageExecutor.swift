/// Does a stage's work.
///
/// `execute` is called on a thread of the engine's own, never on the cooperative pool, so it may compute or block as long as it
/// likes. It is
/// called at most once for a key at a time, over all processes that share the store. It reads through `context` only, writes through
/// `context` only, and returns when every file is finished. What it throws makes the node fail and leaves no output: a `Failure` is
/// shown as it is, anything else as a defect. It should look at `context.isCancelled` often enough to return within a second.
public protocol StageExecutor: Sendable {
    func execute(_ context: StageContext) throws

    /// What another process needs to make this executor again, where the work should be done in one because it calls code that may take
    /// the whole process down with it. Nil, the default: it is done in this process.
    var foreignWork: ForeignWork? { get }
}

extension StageExecutor {
    public var foreignWork: ForeignWork? { nil }
}
