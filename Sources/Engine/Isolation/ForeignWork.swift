import Diagnostics
import Parameters
import Store

/// Names an executor so that another process can make it: whatever else the stage needs is in the node and its inputs.
public struct ForeignWork: Hashable, Sendable {
    /// The stage's id, for whoever keeps the list of stages.
    public var stage: String
    /// What decides which executor of the stage it is.
    public var parameters: ParameterValue

    public init(_ stage: String, _ parameters: ParameterValue) {
        self.stage = stage
        self.parameters = parameters
    }
}

/// Does stages' work in other processes, so that one that dies takes no other stage with it.
package protocol StageIsolation: Sendable {
    /// Blocks until the work is over. `listener` hears what the stage says, from the calling thread. A cancelled stage is asked to stop.
    /// Throws what the stage threw, and for a process that died a `Failure(.stageFailed)` that says of what.
    func perform(_ order: StageOrder, cancellation: CancellationToken, listener: any StageListener) throws -> StageReturn
}

/// Hears of a stage that is at work in another process.
package protocol StageListener: Sendable {
    /// A line for the log file.
    func logged(_ line: String)
    /// A line that was also meant for the delegate.
    func printed(_ line: String)
    func progressed(_ progress: StageProgress)
    func resumed(from epoch: Int)
    /// What the work took; comes last.
    func measured(_ usage: ResourceUsage)
    /// `isKept`: it belongs to the stage's result.
    func warned(_ diagnostic: Diagnostic, isKept: Bool)
}

/// What a stage leaves that did its work in another process: its output is in the store, durably, and not yet on record.
package struct StageReturn: Sendable {
    package var manifest: ArtifactManifest
    /// The chain or library that the output came from.
    package var keptKey: Digest?

    package init(manifest: ArtifactManifest, keptKey: Digest?) {
        self.manifest = manifest
        self.keptKey = keptKey
    }
}
