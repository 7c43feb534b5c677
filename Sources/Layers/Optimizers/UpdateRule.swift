import Tensor

/// How one parameter moves, given its gradient. Holds numbers only; the moments belong to `Optimizer`.
protocol UpdateRule {
    /// Names of the arrays, each of the parameter's shape, that the rule remembers between steps.
    var moments: [String] { get }
    /// The value they start with.
    var initialMoment: Float { get }
    /// Called once before the updates of step t = 1, 2, ….
    mutating func begin(step: Int64)
    func update(_ parameter: Tensor, _ moments: [Storage])
    func update(_ table: EmbeddingTable, _ moments: [Storage])
}
