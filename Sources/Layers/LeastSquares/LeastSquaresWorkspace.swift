import CKernels
import Tensor

/// Buffers in which one row's system is built and solved.
final class LeastSquaresWorkspace {
    private static let chunk = 512
    private let columns: Int
    private let vectors: Storage, matrix: Storage, gathered: Storage

    init(columns: Int) {
        self.columns = columns
        vectors = Storage(count: 4 * columns)
        matrix = Storage(count: columns * columns)
        gathered = Storage(count: Self.chunk * columns)
    }

    func descend(
        _ row: Int, of side: Side, against other: Side, gram: Storage, regularization: Float, steps: Int
    ) -> Double? {
        let range = side.lists.offsets[row]..<side.lists.offsets[row + 1]
        return side.lists.indices.withUnsafeBufferPointer { indices in
            guard let start = indices.baseAddress else { return 0 }
            let share = ck_conjugate_gradients(
                range.count, start + range.lowerBound, other.table.storage.pointer, columns, gram.pointer, regularization, steps,
                side.table.storage.pointer + row * columns, vectors.pointer)
            return share.isFinite ? share : nil
        }
    }

    /// The share by the solution x of A x = b: n − 2 bᵀx + xᵀ (A − λ I) x = n − bᵀx − λ |x|².
    func solveExactly(_ row: Int, of side: Side, against other: Side, gram: Storage, regularization: Float) -> Double? {
        let target = vectors.pointer, partial = vectors.pointer + columns, solution = side.table.storage.pointer + row * columns
        matrix.pointer.update(from: gram.pointer, count: matrix.count)
        target.update(repeating: 0, count: columns)
        let range = side.lists.offsets[row]..<side.lists.offsets[row + 1]
        for first in stride(from: range.lowerBound, to: range.upperBound, by: Self.chunk) {
            let count = min(Self.chunk, range.upperBound - first)
            side.lists.indices.withUnsafeBufferPointer { indices in
                guard let start = indices.baseAddress else { return }
                ck_gather_sum(count, start + first, other.table.storage.pointer, columns, gathered.pointer, partial)
            }
            for column in 0..<columns { target[column] += partial[column] }
            BLAS.addOuterProducts(
                gathered.pointer, count: count, stride: columns, into: matrix.pointer, size: columns, accumulate: true)
        }
        for column in 0..<columns {
            // Padding has no equation of its own: 1 · x = 0.
            matrix.pointer[column * columns + column] += column < side.table.factors ? regularization : 1
        }
        solution.update(from: target, count: columns)
        guard BLAS.factorizeCholesky(matrix.pointer, size: columns) else { return nil }
        BLAS.solveCholesky(matrix.pointer, solution, size: columns)
        var (fit, norm) = (0.0, 0.0)
        for column in 0..<columns {
            fit += Double(target[column]) * Double(solution[column])
            norm += Double(solution[column]) * Double(solution[column])
        }
        return Double(range.count) - fit - Double(regularization) * norm
    }
}
