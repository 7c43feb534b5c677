import CKernels

/// Profiles of a batch's users, from their items: with H(u) the list of user u, y_j the profile of item j (I × D) and l_j its logit (I × 1),
///
///     out[r] = Σ_j a_j y_j,  a = softmax(l) over j ∈ H(users[r]) without items[r]        B × D
///
/// The item that a row asks about is left out, so that what is learned does not rest on seeing the answer; nothing left gives 0.
/// Backward with s_j = g · y_j: ∂y_j (+)= a_j g, ∂l_j (+)= a_j (s_j − g · out).
public final class HistoryAttention: Operation {
    public let output: Tensor
    private let profiles: Use, logits: Use
    private let history: SparseRows
    private let users: Indices, items: Indices
    private let scratch: Storage

    /// `history` has a row for each user; its columns are items.
    public init(profiles: Tensor, logits: Tensor, history: SparseRows, users: Indices, items: Indices) {
        (self.history, self.users, self.items) = (history, users, items)
        self.profiles = Use(profiles)
        self.logits = Use(logits)
        scratch = Storage(count: history.longest)
        output = Tensor(rows: users.capacity, columns: profiles.columns)
    }

    public func forward(rows: Int) {
        ck_attend_history(
            rows, output.columns, users.pointer, items.pointer, history.offsets, history.entries, profiles.values, logits.values,
            scratch.pointer, output.values)
    }

    public func backward(rows: Int) {
        profiles.clearUnlessAccumulating()
        logits.clearUnlessAccumulating()
        ck_attend_history_backward(
            rows, output.columns, users.pointer, items.pointer, history.offsets, history.entries, profiles.values, logits.values,
            output.values, output.gradient, scratch.pointer, profiles.gradient, logits.gradient)
    }
}

extension Use {
    /// For operations that only add to the gradient.
    func clearUnlessAccumulating() {
        if !accumulates { gradient.update(repeating: 0, count: tensor.count) }
    }
}
