import CKernels
import Tensor

/// Factors of implicit feedback by alternating least squares: with S the observed pairs, p_u and q_i of D factors, it lowers
///
///     Σ_{(u,i)∈S} (1 − p_u·q_i)² + α Σ_{u,i} (p_u·q_i)² + Σ_u λ_u |p_u|² + Σ_i λ_i |q_i|²
///
/// one side at a time, where every row is a ridge regression of its own: (α QᵀQ + Σ_{i∈S_u} q_i q_iᵀ + λ_u I) p_u = Σ_{i∈S_u} q_i.
/// λ_u = λ (|S_u| + α I)^ν, and λ_i = λ (|S_i| + α U)^ν.
/// Source: Hu, Koren, Volinsky 2008, doi:10.1109/ICDM.2008.22; λ and α as in Rendle et al. 2022, arXiv:2110.14037, eqs. 3–6.
public final class AlternatingLeastSquares {
    public let users: Side, items: Side
    private let factors: Int
    private let unobservedWeight: Float
    private let solver: LeastSquaresSolver
    private let gram: Storage
    private let workspace: LeastSquaresWorkspace

    /// `userItems` and `itemUsers` are the observed pairs from both sides. Factors start from N(0, `deviation`²).
    public init(
        userItems: AdjacencyLists, itemUsers: AdjacencyLists, factors: Int, deviation: Double, unobservedWeight: Double,
        regularization: Double, frequencyExponent: Double, solver: LeastSquaresSolver, seed: UInt64
    ) {
        self.factors = factors
        self.unobservedWeight = Float(unobservedWeight)
        self.solver = solver
        let side = { (name: String, lists: AdjacencyLists, otherCount: Int) in
            Side(
                name: name, lists: lists, factors: factors, deviation: deviation,
                regularization: RowRegularization(
                    factor: regularization, exponent: frequencyExponent, base: unobservedWeight * Double(otherCount)),
                seed: seed)
        }
        users = side("user_factors", userItems, itemUsers.count)
        items = side("item_factors", itemUsers, userItems.count)
        gram = Storage(count: users.table.columns * users.table.columns)
        workspace = LeastSquaresWorkspace(columns: users.table.columns)
    }

    /// To be called before the rows of `side` are solved, once `other` has its final values: α · otherᵀ other.
    public func begin(solvingAgainst other: Side) {
        let columns = other.table.columns
        gram.pointer.update(repeating: 0, count: gram.count)
        BLAS.addOuterProducts(
            other.table.storage.pointer, count: other.table.rows, stride: columns, factor: unobservedWeight, into: gram.pointer,
            size: columns)
        BLAS.mirror(gram.pointer, size: columns)
    }

    /// Solves rows of `side` against `other`. Returns their share of the first two sums of the objective, with the new rows; nil where
    /// a system cannot be solved.
    public func solve(_ rows: Range<Int>, of side: Side, against other: Side) -> Double? {
        var total = 0.0
        for row in rows {
            let regularization = side.regularization(row)
            let share =
                switch solver {
                case .cholesky: workspace.solveExactly(row, of: side, against: other, gram: gram, regularization: regularization)
                case .conjugateGradient(let steps):
                    workspace.descend(row, of: side, against: other, gram: gram, regularization: regularization, steps: steps)
                }
            guard let share else { return nil }
            total += share
        }
        return total
    }
}

/// How a row's system is solved.
public enum LeastSquaresSolver: Hashable, Sendable {
    /// Exactly.
    case cholesky
    /// So many steps from the row's last value. Source: Takács, Pilászy, Tikk 2011, doi:10.1145/2043932.2043987.
    case conjugateGradient(steps: Int)
}

/// λ (n + base)^ν for a row with n observations.
struct RowRegularization {
    let factor: Double, exponent: Double, base: Double

    func callAsFunction(_ count: Int) -> Float { Float(factor * power(Double(count) + base, exponent)) }
}
