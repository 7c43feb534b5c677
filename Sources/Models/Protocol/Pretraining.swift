import Diagnostics
import Parameters

/// A parameter by which a model names another model to start from: a variant of the same block of the spec. The train stage makes the
/// weights of the named variant an input, and hands them over as `TrainingData.pretrained`.
public struct PretrainedReference: Hashable, Sendable {
    /// The parameter, a text, by dotted path: `pretrain.gmf`. Where it is not there or null, the model starts on its own.
    public var path: String
    /// What the variant must be a model of: `gmf`.
    public var model: String

    public init(_ path: String, model: String) {
        self.path = path
        self.model = model
    }

    /// The variant that resolved parameters name, if any.
    public func variant(in parameters: ParameterValue) -> String? {
        guard case .string(let name)? = value(at: path.split(separator: ".")[...], in: parameters) else { return nil }
        return name
    }

    /// The parameters without the name: what a model learns depends on the weights, not on what the spec calls them.
    public func removed(from parameters: ParameterValue) -> ParameterValue {
        replacing(path.split(separator: ".")[...], in: parameters)
    }

    private func value(at path: ArraySlice<Substring>, in value: ParameterValue) -> ParameterValue? {
        guard let name = path.first else { return value }
        return value[String(name)].flatMap { self.value(at: path.dropFirst(), in: $0) }
    }

    private func replacing(_ path: ArraySlice<Substring>, in value: ParameterValue) -> ParameterValue {
        guard let name = path.first, case .record(var record) = value, let part = record[String(name)] else { return value }
        record[String(name)] = path.count == 1 ? nil : replacing(path.dropFirst(), in: part)
        return .record(record)
    }
}

/// A trained model that another starts from.
public struct PretrainedModel: Sendable {
    /// Resolved, the model's own.
    public var parameters: ParameterValue
    /// What its `TrainableModel.weights()` gave.
    public var weights: [NamedTensor]

    public init(parameters: ParameterValue, weights: [NamedTensor]) {
        self.parameters = parameters
        self.weights = weights
    }
}
