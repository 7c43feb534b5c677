import CKernels
import Tensor

/// Exact Adam for one table: remembers for each row the last step it has taken part in and makes up for the others when the row is read.
///
/// Skipped steps have gradient 0, so moments decay by powers of β and the row moves by a sum of which only a few coefficients depend on
/// how many steps there were; they are kept for every step by `AdamHistory` (exact_adam.c has the formula). Nothing is behind between
/// epochs, so weights, checkpoints and scores never see an unfinished row.
final class RowCatchUp: PendingRows {
    private let history: AdamHistory
    private let columns: Int
    private let values: Storage, first: Storage, second: Storage
    private let last: Indices

    init(_ history: AdamHistory, _ table: EmbeddingTable, _ moments: [Storage]) {
        self.history = history
        columns = table.columns
        (values, first, second) = (table.storage, moments[0], moments[1])
        last = Indices(capacity: table.rows)
    }

    func catchUp(_ rows: UnsafePointer<Int32>?, count: Int) {
        guard history.count > 0 else { return }
        withUnsafePointer(to: history.constants) {
            ck_adam_catch_up(
                count, rows, columns, history.count, last.pointer, values.pointer, first.pointer, second.pointer, $0)
        }
    }

    /// The rows of the batch have taken the step that the history ends with.
    func markTouched(_ table: EmbeddingTable) {
        let gradient = table.rowGradient.pointee
        for slot in 0..<Int(gradient.count) { last.pointer[Int(gradient.touched[slot])] = history.count }
    }

    func reset() { last.pointer.update(repeating: 0, count: max(1, last.capacity)) }
}
