import Parameters

/// One stage with its parameters and where its inputs come from: a vertex of the graph.
public struct Node: Sendable {
    /// The output of another node.
    public struct Input: Hashable, Sendable {
        /// The name under which the stage reads it.
        public var name: String
        /// The name of the node that makes it.
        public var node: String
        /// The files that the stage reads; nil for all. The key then depends on these alone.
        public var files: [String]?

        public init(_ name: String, from node: String, files: [String]? = nil) {
            self.name = name
            self.node = node
            self.files = files
        }
    }

    /// A file outside the store. Its content is part of the key, its path is not.
    public struct ExternalFile: Hashable, Sendable {
        public var name: String
        public var path: String

        public init(_ name: String, at path: String) {
            self.name = name
            self.path = path
        }
    }

    /// Unique in the graph, and the same from run to run: what ran last under this name is what a `Reason` compares with.
    public var name: String
    /// The stage's id.
    public var stage: String
    /// Raised when the stage's code computes something else from the same inputs.
    public var codeVersion: Int
    /// Only what the stage reads, resolved.
    public var parameters: ParameterValue
    /// Top-level parameters that say how far to go, not what a step computes: left out of the checkpoint chain's key.
    public var budgetParameters: Set<String>
    /// Nil when the stage draws no random numbers.
    public var seed: UInt64?
    public var files: [ExternalFile]
    public var inputs: [Input]
    public var executor: any StageExecutor

    public init(
        name: String, stage: String, codeVersion: Int, parameters: ParameterValue = .record([]), budgetParameters: Set<String> = [],
        seed: UInt64? = nil, files: [ExternalFile] = [], inputs: [Input] = [], executor: any StageExecutor
    ) {
        self.name = name
        self.stage = stage
        self.codeVersion = codeVersion
        self.parameters = parameters
        self.budgetParameters = budgetParameters
        self.seed = seed
        self.files = files
        self.inputs = inputs
        self.executor = executor
    }
}
