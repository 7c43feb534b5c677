import CKernels

/// Attention over a list of embedding rows, one list for each row of the batch; x_e = table[entry e], D wide:
///
///     l_e = v · tanh(W x_e + q[r]),  a = softmax(l) over the list,  out[r] = Σ_e a_e x_e
///
/// with q B × A, W A × D and v 1 × A; an empty list gives 0. W x_e is computed once for each different row of the batch, and only
/// those have gradients. Backward with s_e = g · x_e, ∂l_e = a_e (s_e − Σ_j a_j s_j) and ∂h_e = ∂l_e v ⊙ (1 − tanh²):
/// ∂x_e = a_e g + Wᵀ ∂h_e, ∂W (+)= Σ ∂h_eᵀ x_e, ∂q (+)= Σ_e ∂h_e, ∂v (+)= Σ ∂l_e tanh(·).
/// Source: additive attention, Bahdanau et al. 2015, arXiv:1409.0473, A.1.2.
public final class ListAttention: Operation {
    public let output: Tensor
    /// a, one for each value of the lists, as of the last forward pass.
    public let weights: Storage
    private let table: EmbeddingTable
    private let lists: IndexLists
    private let query: Use, key: Use, score: Use
    private let slots: Indices, distinct: Indices, positions: Indices
    private let rowsOfX: Storage, keys: Storage, scratch: Storage
    private lazy var rowGradients = Storage(count: rowsOfX.count)
    private lazy var keyGradients = Storage(count: keys.count)
    private lazy var queryGradients = Storage(count: query.accumulates ? query.tensor.count : 0)
    private var distinctCount = 0

    /// `lists` has as many lists as `query` has rows, each no longer than `longest`.
    public init(_ table: EmbeddingTable, lists: IndexLists, longest: Int, query: Tensor, key: Tensor, score: Tensor) {
        (self.table, self.lists) = (table, lists)
        (self.query, self.key, self.score) = (Use(query), Use(key), Use(score))
        let most = min(table.rows, lists.valueCapacity)
        slots = Indices(capacity: table.rows)
        slots.pointer.update(repeating: -1, count: table.rows)
        distinct = Indices(capacity: most)
        positions = Indices(capacity: lists.valueCapacity)
        rowsOfX = Storage(count: most * table.columns)
        keys = Storage(count: most * key.rows)
        scratch = Storage(count: max(longest, key.rows))
        weights = Storage(count: lists.valueCapacity)
        output = Tensor(rows: query.rows, columns: table.columns)
    }

    private var size: Int { key.tensor.rows }
    private var columns: Int { table.columns }

    public func forward(rows: Int) {
        distinctCount = ck_distinct(lists.offsets[rows], lists.values, slots.pointer, distinct.pointer, positions.pointer)
        table.prepare(distinct, count: distinctCount)
        ck_field_gather(distinctCount, columns, table.values, distinct.pointer, rowsOfX.pointer, columns)
        if distinctCount > 0 {
            BLAS.multiply(
                rowsOfX.pointer, key.values, transposeB: true, into: keys.pointer, m: distinctCount, n: size, k: columns)
        }
        ck_attend_lists(
            rows, lists.offsets, positions.pointer, columns, size, rowsOfX.pointer, keys.pointer, query.values, score.values,
            scratch.pointer, weights.pointer, output.values)
    }

    public func backward(rows: Int) {
        rowGradients.pointer.update(repeating: 0, count: distinctCount * columns)
        keyGradients.pointer.update(repeating: 0, count: distinctCount * size)
        if !score.accumulates { score.gradient.update(repeating: 0, count: size) }
        let queryGradient = query.accumulates ? queryGradients.pointer : query.gradient
        ck_attend_lists_backward(
            rows, lists.offsets, positions.pointer, columns, size, rowsOfX.pointer, keys.pointer, query.values, score.values,
            weights.pointer, output.gradient, scratch.pointer, rowGradients.pointer, keyGradients.pointer, queryGradient, score.gradient)
        if query.accumulates { ck_add(rows * size, queryGradient, query.gradient) }
        if distinctCount > 0 {
            BLAS.multiply(
                keyGradients.pointer, transposeA: true, rowsOfX.pointer, into: key.gradient, m: size, n: columns, k: distinctCount,
                accumulate: key.accumulates)
            BLAS.multiply(
                keyGradients.pointer, key.values, into: rowGradients.pointer, m: distinctCount, n: columns, k: size, accumulate: true)
        } else if !key.accumulates {
            key.gradient.update(repeating: 0, count: key.tensor.count)
        }
        ck_field_scatter(distinctCount, columns, rowGradients.pointer, columns, distinct.pointer, table.rowGradient)
    }
}
