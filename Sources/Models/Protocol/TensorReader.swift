import Diagnostics

/// Looks up tensors by name and checks their type and shape, for `restore` and `makeScorer`.
struct TensorReader {
    private let byName: [String: NamedTensor]
    private let model: String

    init(_ tensors: [NamedTensor], model: String) {
        byName = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
        self.model = model
    }

    func has(_ name: String) -> Bool { byName[name] != nil }

    /// Throws `Failure(.invalidInput)` where the tensor is missing or has another type or shape.
    func floats(_ name: String, shape: [Int]) throws -> [Float] {
        let tensor = try find(name, shape: shape)
        guard case .float(let values) = tensor.values else { throw mismatch(name, "float values", tensor) }
        return values
    }

    func int64s(_ name: String, shape: [Int]) throws -> [Int64] {
        let tensor = try find(name, shape: shape)
        guard case .int64(let values) = tensor.values else { throw mismatch(name, "int64 values", tensor) }
        return values
    }

    func int32s(_ name: String, count: Int? = nil) throws -> [Int32] {
        guard let tensor = byName[name] else { throw missing(name) }
        guard case .int32(let values) = tensor.values, count == nil || count == values.count else {
            throw mismatch(name, "int32 values", tensor)
        }
        return values
    }

    func shape(of name: String) throws -> [Int] {
        guard let tensor = byName[name] else { throw missing(name) }
        return tensor.shape
    }

    private func find(_ name: String, shape: [Int]) throws -> NamedTensor {
        guard let tensor = byName[name] else { throw missing(name) }
        guard tensor.shape == shape, tensor.values.count == shape.reduce(1, *) else {
            throw mismatch(name, "shape \(shape)", tensor)
        }
        return tensor
    }

    private func missing(_ name: String) -> Failure {
        Failure(
            .invalidInput, "state of model '\(model)' has no tensor '\(name)'",
            hint: "the artifact belongs to another model or version; run the train stage again with --force train")
    }

    private func mismatch(_ name: String, _ expected: String, _ tensor: NamedTensor) -> Failure {
        Failure(
            .invalidInput, "tensor '\(name)' of model '\(model)' should have \(expected) but has shape \(tensor.shape)",
            hint: "the artifact was trained with other parameters or other data; run the train stage again")
    }
}
