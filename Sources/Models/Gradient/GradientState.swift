import Layers

/// What a model that follows gradients keeps from epoch to epoch, under names that checkpoints have: its weights, `optimizer.` and the
/// name of each moment, and `optimizer.step`.
struct GradientState {
    let store: WeightStore
    let optimizer: Optimizer

    var weights: [NamedTensor] { store.entries.map { NamedTensor($0.name, $0.storage.array, shape: $0.shape) } }

    /// The weights (and what else the model counts among them), then the optimizer's.
    func tensors(_ others: [NamedTensor] = []) -> [NamedTensor] {
        weights + others + optimizer.moments.map { NamedTensor("optimizer." + $0.name, $0.storage.array) }
            + [NamedTensor("optimizer.step", shape: [1], .int64([optimizer.step]))]
    }

    /// All or nothing: throws `Failure(.invalidInput)` where a tensor is missing or of another shape, and then nothing has changed.
    func restore(_ state: [NamedTensor], model: String) throws {
        let reader = TensorReader(state, model: model)
        let step = try reader.int64s("optimizer.step", shape: [1])[0]
        let values = try store.entries.map { try reader.floats($0.name, shape: $0.shape) }
        let moments = try optimizer.moments.map { try reader.floats("optimizer." + $0.name, shape: [$0.storage.count]) }
        for (entry, values) in zip(store.entries, values) { entry.storage.assign(values) }
        for (moment, values) in zip(optimizer.moments, moments) { moment.storage.assign(values) }
        optimizer.step = step
    }
}
