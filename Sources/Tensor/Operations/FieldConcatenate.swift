import CKernels

/// The fields of a batch side by side, B × Σ widths. With i = index[r], a part is one of
///
///     embedding   table[i]                      a row by its number
///     bag         Σ_e v_e table[c_e]            over the entries (c_e, v_e) of sparse row i: an embedding of several values; else 0
///     dense       sparse row i as it is         no weights
///
/// Backward: ∂table[i] += g, ∂table[c_e] += v_e g, of the part's columns of g; only rows named by the batch.
public final class FieldConcatenate: Operation {
    public enum Part {
        case embedding(EmbeddingTable, Indices)
        case bag(EmbeddingTable, SparseRows, Indices)
        case dense(SparseRows, Indices)

        public var width: Int {
            switch self {
            case .embedding(let table, _), .bag(let table, _, _): table.columns
            case .dense(let rows, _): rows.columns
            }
        }
    }

    public let output: Tensor
    private let parts: [(part: Part, start: Int)]

    /// A bag's table has at least as many rows as its sparse rows have columns, and room for all of them in its gradient.
    public init(_ parts: [Part], rows: Int) {
        var placed: [(part: Part, start: Int)] = [], width = 0
        for part in parts {
            placed.append((part, width))
            width += part.width
        }
        self.parts = placed
        output = Tensor(rows: rows, columns: width)
    }

    public func forward(rows: Int) {
        let stride = output.columns
        for (part, start) in parts {
            let out = output.values + start
            switch part {
            case .embedding(let table, let index):
                table.prepare(index, count: rows)
                ck_field_gather(rows, table.columns, table.values, index.pointer, out, stride)
            case .bag(let table, let sparse, let index):
                prepare(table, sparse, index, rows: rows)
                ck_field_bag(
                    rows, table.columns, index.pointer, sparse.offsets, sparse.entries, sparse.values.pointer, table.values, out, stride)
            case .dense(let sparse, let index):
                ck_field_dense(
                    rows, sparse.columns, index.pointer, sparse.offsets, sparse.entries, sparse.values.pointer, out, stride)
            }
        }
    }

    /// Brings the rows that the bags will read up to date.
    private func prepare(_ table: EmbeddingTable, _ sparse: SparseRows, _ index: Indices, rows: Int) {
        guard let pending = table.pending else { return }
        for row in 0..<rows {
            let first = sparse.offsets[Int(index.pointer[row])], end = sparse.offsets[Int(index.pointer[row]) + 1]
            pending.catchUp(sparse.entries + first, count: end - first)
        }
    }

    public func backward(rows: Int) {
        let stride = output.columns
        for (part, start) in parts {
            let gradient = output.gradient + start
            switch part {
            case .embedding(let table, let index):
                ck_field_scatter(rows, table.columns, gradient, stride, index.pointer, table.rowGradient)
            case .bag(let table, let sparse, let index):
                ck_field_bag_backward(
                    rows, table.columns, index.pointer, sparse.offsets, sparse.entries, sparse.values.pointer, gradient, stride,
                    table.rowGradient)
            case .dense: break
            }
        }
    }
}
