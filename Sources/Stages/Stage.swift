import Diagnostics
import Engine
import Parameters
import Spec

/// One kind of step. A new stage is one file with a type that conforms, and one line in `StageRegistry.all`.
///
/// A stage says how a block of the spec looks and turns a resolved block into a `StagePlan`: what the step reads, and the code that
/// executes it. It never sees keys, the store's layout, the scheduler or the database.
public protocol Stage: Sendable {
    /// The block of the spec: its name is the stage's id.
    static var block: BlockSchema { get }
    /// Raised whenever the same inputs and parameters would give other bytes; part of the cache key, with the plug-in's own version.
    static var version: Int { get }
    /// The block's values with everything filled in whose default depends on something else: the model, the loss, the split. That form is the
    /// one that keys, the run database, filters and explanations use. The blocks before it are complete already. Throws like `plan`.
    static func complete(_ block: ResolvedBlock, in run: RunConfiguration) throws -> ParameterValue
    /// Of a complete block. Nil when the run has nothing for this stage to do. Throws `Failure(.invalidInput)` for combinations that the declarations cannot exclude.
    static func plan(_ block: ResolvedBlock, in run: RunConfiguration) throws -> StagePlan?
    /// Makes an executor again from the parameters of its `foreignWork`, in the process that does the work. Nil where there is none.
    static func executor(foreign parameters: ParameterValue) throws -> (any StageExecutor)?
}

extension Stage {
    public static var id: String { block.name }

    public static func complete(_ block: ResolvedBlock, in run: RunConfiguration) throws -> ParameterValue { block.values }
    public static func executor(foreign parameters: ParameterValue) throws -> (any StageExecutor)? { nil }
}

/// What one step reads, and what executes it.
public struct StagePlan: Sendable {
    public var codeVersion: Int
    /// Only what the stage reads, resolved; no paths.
    public var parameters: ParameterValue
    /// Top-level parameters that say how far to go, not what a step computes.
    public var budgetParameters: Set<String>
    /// Nil when the step draws no random numbers.
    public var seed: UInt64?
    /// External inputs: name and path; their content is part of the key, the path is not.
    public var files: [(name: String, path: String)]
    public var inputs: [StageInput]
    public var executor: any StageExecutor
    /// Whether `seed` is the run's: false where the block has its own, so that other seeds of the experiment share the stage.
    public var followsRunSeed: Bool

    public init(
        codeVersion: Int, parameters: ParameterValue, budgetParameters: Set<String> = [], seed: UInt64? = nil,
        files: [(name: String, path: String)] = [], inputs: [StageInput] = [], executor: any StageExecutor,
        followsRunSeed: Bool = true
    ) {
        self.codeVersion = codeVersion
        self.parameters = parameters
        self.budgetParameters = budgetParameters
        self.seed = seed
        self.files = files
        self.inputs = inputs
        self.executor = executor
        self.followsRunSeed = followsRunSeed
    }
}

/// The output of another stage of the same run, or of the run that differs from it in one variant. Naming files makes the key depend on those only, so that a change of the others runs nothing.
public struct StageInput: Sendable {
    public var name: String
    /// A stage id, or `prepare:NAME` for a command stage.
    public var stage: String
    /// The variant of the stage's block whose output it is; nil: the run's own.
    public var variant: String?
    /// Nil takes all files.
    public var files: [String]?

    public init(_ name: String, from stage: String, variant: String? = nil, files: [String]? = nil) {
        self.name = name
        self.stage = stage
        self.variant = variant
        self.files = files
    }
}

/// Every stage, in the order in which a run goes through them.
public enum StageRegistry {
    public static let all: [any Stage.Type] = [
        IngestStage.self,
        TokenizeStage.self,
        SplitStage.self,
        EncodeStage.self,
        TrainStage.self,
        EvaluateStage.self,
    ]

    /// The executor that another process has named.
    public static func executor(for work: ForeignWork) throws -> any StageExecutor {
        guard let stage = all.first(where: { $0.id == work.stage }), let executor = try stage.executor(foreign: work.parameters) else {
            throw Failure(.internalError, "no stage '\(work.stage)' works in a process of its own")
        }
        return executor
    }
}
