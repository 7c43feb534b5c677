import CKernels
import Tensor

/// One thread's buffers, which grow to what the longest group of texts asks for and are then kept.
final class Workspace {
    private var storages: [Purpose: Storage] = [:]

    enum Purpose: Hashable { case hidden, normalized, projections, context, feedForward, gate, attention, positions }

    /// At least `count` floats whose values are anyone's.
    func buffer(_ purpose: Purpose, _ count: Int) -> UnsafeMutablePointer<Float> {
        if let storage = storages[purpose], storage.count >= count { return storage.pointer }
        let storage = Storage(count: count)
        storages[purpose] = storage
        return storage.pointer
    }
}
