import Datasets
import Models
import Parameters
import Safetensors

/// `weights.safetensors`: what a trained model needs to score, and which model it is. In Python: `safetensors.numpy.load_file(path)`.
struct WeightsFile {
    static let name = "weights.safetensors"

    var model: String
    var parameters: ParameterValue
    var userCount: Int
    var itemCount: Int
    /// The epoch whose weights these are.
    var epoch: Int
    var tensors: [NamedTensor]

    func write(to sink: ByteSink) throws {
        var writer = SafetensorsWriter(metadata: [
            "model": model, "parameters": try ParameterJSON.encode(parameters), "users": String(userCount), "items": String(itemCount),
            "epoch": String(epoch),
        ])
        try writer.add(tensors)
        try writer.write(to: sink)
    }

    init(model: String, parameters: ParameterValue, userCount: Int, itemCount: Int, epoch: Int, tensors: [NamedTensor]) {
        self.model = model
        self.parameters = parameters
        self.userCount = userCount
        self.itemCount = itemCount
        self.epoch = epoch
        self.tensors = tensors
    }

    /// Throws `Failure(.invalidInput)` for a file that is not one of these.
    init(path: String) throws {
        let file = try SafetensorsFile(path: path)
        let header = try WeightsHeader(file, path: path)
        self.init(
            model: header.model, parameters: header.parameters, userCount: header.userCount, itemCount: header.itemCount,
            epoch: header.epoch, tensors: try file.namedTensors())
    }

    func makeScorer() throws -> any Scorer {
        try ModelRegistry.require(model).makeScorer(
            weights: tensors, parameters: parameters, userCount: userCount, itemCount: itemCount)
    }
}

extension SafetensorsWriter {
    mutating func add(_ tensors: [NamedTensor]) throws {
        for tensor in tensors {
            switch tensor.values {
            case .float(let values): try add(tensor.name, float32: values, shape: tensor.shape)
            case .int32(let values): try add(tensor.name, int32: values, shape: tensor.shape)
            case .int64(let values): try add(tensor.name, int64: values, shape: tensor.shape)
            }
        }
    }
}

extension SafetensorsFile {
    func namedTensors() throws -> [NamedTensor] { try names.map(namedTensor) }

    func namedTensor(_ name: String) throws -> NamedTensor {
        let shape = try shape(name)
        return switch try type(name) {
        case .int32: NamedTensor(name, shape: shape, .int32(try int32s(name)))
        case .int64: NamedTensor(name, shape: shape, .int64(try int64s(name)))
        default: NamedTensor(name, shape: shape, .float(try floats(name)))
        }
    }
}
