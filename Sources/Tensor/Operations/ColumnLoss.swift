import CKernels

/// Items that are no negatives of a user: the mask of `ColumnLoss`.
public final class KnownItems: @unchecked Sendable {
    /// One list of items a user, each item once.
    public let lists: IndexLists
    public let itemCount: Int

    public init(lists: IndexLists, itemCount: Int) { (self.lists, self.itemCount) = (lists, itemCount) }
}

/// Losses of users (x, B × D) against the items in the columns of a batch (y, C × D, C ≥ B); column r < B is row r's positive. With
/// s_rc = scale · x_r · y_c − correction_c and N_r the columns that hold no item known to row r's user (all of them, or the `hardest`
/// highest):
///
///     softmax  −s_rr + ln(e^{s_rr} + Σ_{c ∈ N_r} e^{s_rc})
///     bpr      mean over c ∈ N_r of −ln σ(s_rr − s_rc)
///     bce      −ln σ(s_rr) + mean over c ∈ N_r of −ln(1 − σ(s_rc))
///
/// Gradients of the mean over rows: ∂x = scale · G y, ∂y = scale · Gᵀ x, G = ∂/∂s, in blocks of 64 rows: no more of the B × C matrix
/// is in memory at once. A row without negatives adds nothing but bce's positive part.
/// Source: Yi et al. 2019, doi:10.1145/3298689.3346996, eq. 3–5 (correction = ln Q of a column); Rendle et al. 2009, arXiv:1205.2618.
public final class ColumnLoss {
    public enum Kind: Sendable { case softmax, bpr, bce }

    /// C of the current batch.
    public var columns = 0
    private let kind: Kind
    private let x: Use, y: Use
    private let users: Indices, items: Indices
    private let known: KnownItems
    private let scale: Float, hardest: Int, isInBatch: Bool
    private let correction: Storage?
    private let scores: Storage, heap: Storage
    private let firstColumn: Indices, nextColumn: Indices
    private static let block = 64

    /// `users` of the rows, `items` of the columns; `correction` one for each column. Without `isInBatch` other rows' positives are no
    /// negatives: only columns from B on.
    public init(
        _ kind: Kind, _ x: Tensor, _ y: Tensor, users: Indices, items: Indices, known: KnownItems, scale: Float,
        correction: Storage? = nil, isInBatch: Bool = true, hardest: Int? = nil
    ) {
        (self.kind, self.x, self.y, self.users, self.items, self.known) = (kind, Use(x), Use(y), users, items, known)
        (self.scale, self.correction, self.isInBatch, self.hardest) = (scale, correction, isInBatch, hardest ?? 0)
        scores = Storage(count: Self.block * y.rows)
        heap = Storage(count: self.hardest)
        firstColumn = Indices(capacity: known.itemCount)
        firstColumn.pointer.update(repeating: -1, count: known.itemCount)
        nextColumn = Indices(capacity: y.rows)
    }

    /// The SUM of the losses of the rows, in double; leaves the gradient of their mean in x and y.
    public func evaluate(rows: Int) -> Double {
        ck_link_columns(columns, items.pointer, firstColumn.pointer, nextColumn.pointer)
        defer { ck_unlink_columns(columns, items.pointer, firstColumn.pointer) }
        var mask = ck_known_columns(
            users: users.pointer, known: known.lists.values, first_column: firstColumn.pointer, next_column: nextColumn.pointer,
            offsets: known.lists.offsets)
        var total = 0.0
        for first in stride(from: 0, to: rows, by: Self.block) {
            total += evaluate(first..<min(rows, first + Self.block), of: rows, &mask)
        }
        return total
    }

    private func evaluate(_ part: Range<Int>, of rows: Int, _ mask: inout ck_known_columns) -> Double {
        let width = x.tensor.columns, s = scores.pointer, from = x.values + part.lowerBound * width
        BLAS.multiply(from, y.values, transposeB: true, into: s, m: part.count, n: columns, k: width)
        var shape = ck_columns(
            rows: part.count, columns: columns, first: part.lowerBound, scale: scale, correction: correction?.pointer,
            divisor: Float(rows), batch: isInBatch ? 0 : rows, hardest: hardest)
        let sum = ck_column_loss(kind.code, &shape, &mask, heap.pointer, s)
        BLAS.multiply(
            s, y.values, into: x.gradient + part.lowerBound * width, m: part.count, n: width, k: columns, accumulate: x.accumulates)
        BLAS.multiply(
            s, transposeA: true, from, into: y.gradient, m: columns, n: width, k: part.count,
            accumulate: part.lowerBound > 0 || y.accumulates)
        return sum
    }
}

extension ColumnLoss.Kind {
    fileprivate var code: Int32 {
        switch self {
        case .softmax: Int32(CK_COLUMNS_SOFTMAX)
        case .bpr: Int32(CK_COLUMNS_BPR)
        case .bce: Int32(CK_COLUMNS_BCE)
        }
    }
}
