import Tensor

/// How one parameter moves, given its gradient. Holds numbers only; the moments belong to `Optimizer`.
protocol UpdateRule {
    /// Names of the arrays, each of the parameter's shape, that the rule remembers between steps.
    var moments: [String] { get }
    /// The value they start with.
    var initialMoment: Float { get }
    /// η before any schedule.
    var learningRate: Double { get }
    /// Called before the steps of an epoch, when no row is behind; `steps` is how many there will be at most.
    mutating func beginEpoch(steps: Int)
    /// Called once before the updates of step t = 1, 2, …, with the learning rate of that step.
    mutating func begin(step: Int64, learningRate: Double)
    func update(_ parameter: Tensor, _ moments: [Storage])
    func update(_ table: EmbeddingTable, _ moments: [Storage])
    /// For rules that put off rows: what brings those of the table up to date.
    func pending(_ table: EmbeddingTable, _ moments: [Storage]) -> (any PendingRows)?
}

extension UpdateRule {
    mutating func beginEpoch(steps: Int) {}
    func pending(_ table: EmbeddingTable, _ moments: [Storage]) -> (any PendingRows)? { nil }
}
