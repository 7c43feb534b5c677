import CKernels

/// Attention of a row's item i over the items j of its user's list, without i itself; q are rows of one table, D wide:
///
///     l_j = h · ReLU(W (q_i ⊙ q_j) + b),  a_j = e^{l_j} / (Σ_k e^{l_k})^β,  out[r] = Σ_j a_j q_j
///
/// with W A × D, b and h 1 × A; an empty list gives 0. Backward with s_j = g · q_j and p = softmax(l):
/// ∂l_j = a_j s_j − β p_j Σ_k a_k s_k, ∂z_j = ∂l_j h ⊙ [z_j > 0] (z before ReLU), ∂W (+)= Σ ∂z_jᵀ (q_i ⊙ q_j), ∂b (+)= Σ ∂z_j,
/// ∂h (+)= Σ ∂l_j ReLU(z_j), ∂q_j += a_j g + (Wᵀ ∂z_j) ⊙ q_i, ∂q_i += Σ_j (Wᵀ ∂z_j) ⊙ q_j.
/// Source: NAIS-prod, He et al. 2018, arXiv:1809.07053, eq. 8 and 11.
public final class ItemAttention: Operation {
    public let output: Tensor
    private let table: EmbeddingTable
    private let users: Indices, items: Indices
    private let lists: IndexLists
    private let longest: Int, smoothing: Float
    private let weight: Use, bias: Use, score: Use
    private let entries: Indices, counts: Indices
    private let products: Storage, hidden: Storage, shares: Storage, weights: Storage

    /// `lists` by user; of each the first `longest` entries that are not the row's item.
    public init(
        _ table: EmbeddingTable, users: Indices, items: Indices, lists: IndexLists, longest: Int, weight: Tensor, bias: Tensor,
        score: Tensor, smoothing: Float
    ) {
        (self.table, self.users, self.items, self.lists) = (table, users, items, lists)
        (self.longest, self.smoothing) = (longest, smoothing)
        (self.weight, self.bias, self.score) = (Use(weight), Use(bias), Use(score))
        let rows = items.capacity
        entries = Indices(capacity: rows * longest)
        counts = Indices(capacity: rows)
        products = Storage(count: longest * table.columns)
        hidden = Storage(count: rows * longest * weight.rows)
        shares = Storage(count: rows * longest)
        weights = Storage(count: rows * longest)
        output = Tensor(rows: rows, columns: table.columns)
    }

    private var size: Int { weight.tensor.rows }
    private var columns: Int { table.columns }

    /// The items of row `row`'s list, into its places of `entries`.
    private func fill(_ row: Int) -> Int {
        let target = items.pointer[row], to = entries.pointer + row * longest
        var count = 0
        for item in lists[Int(users.pointer[row])] where item != target && count < longest {
            to[count] = item
            count += 1
        }
        counts.pointer[row] = Int32(count)
        return count
    }

    public func forward(rows: Int) {
        table.prepare(items, count: rows)
        for row in 0..<rows {
            let count = fill(row), place = row * longest, list = entries.pointer + place, z = hidden.pointer + place * size
            table.pending?.catchUp(list, count: count)
            if count > 0 {
                ck_item_products(count, columns, table.values, items.pointer[row], list, products.pointer)
                BLAS.multiply(products.pointer, weight.values, transposeB: true, into: z, m: count, n: size, k: columns)
            }
            ck_item_attend(
                count, columns, size, smoothing, table.values, list, bias.values, score.values, z, shares.pointer + place,
                weights.pointer + place, output.values + row * columns)
        }
    }

    public func backward(rows: Int) {
        for use in [weight, bias, score] where !use.accumulates { use.gradient.update(repeating: 0, count: use.tensor.count) }
        for row in 0..<rows where counts.pointer[row] > 0 {
            let count = Int(counts.pointer[row]), place = row * longest, list = entries.pointer + place, item = items.pointer[row]
            let z = hidden.pointer + place * size, g = output.gradient + row * columns, a = weights.pointer + place
            ck_item_attend_backward(
                count, columns, size, smoothing, table.values, list, score.values, shares.pointer + place, a, g, z, bias.gradient,
                score.gradient)
            ck_item_products(count, columns, table.values, item, list, products.pointer)
            BLAS.multiply(
                z, transposeA: true, products.pointer, into: weight.gradient, m: size, n: columns, k: count, accumulate: true)
            BLAS.multiply(z, weight.values, into: products.pointer, m: count, n: columns, k: size)
            ck_item_scatter(count, columns, table.values, item, list, a, g, products.pointer, table.rowGradient)
        }
    }
}
