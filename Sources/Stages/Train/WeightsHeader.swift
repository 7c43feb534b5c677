import Diagnostics
import Parameters
import Safetensors

/// What the metadata of `weights.safetensors` says: which model these weights are, of how many users and items, after which epoch.
struct WeightsHeader {
    var model: String
    var parameters: ParameterValue
    var userCount: Int
    var itemCount: Int
    /// The epoch whose weights these are.
    var epoch: Int

    /// Throws `Failure(.invalidInput)` where something is missing or malformed.
    init(_ file: SafetensorsFile, path: String) throws {
        func text(_ name: String) throws -> String {
            guard let value = file.metadata[name] else {
                throw Failure(.invalidInput, "\(path) has no metadata '\(name)': it was not written by the train stage")
            }
            return value
        }
        func count(_ name: String) throws -> Int {
            let value = try text(name)
            guard let count = Int(value), count >= 0 else {
                throw Failure(.invalidInput, "\(path): metadata '\(name)' must be a whole number, is '\(value.prefix(40))'")
            }
            return count
        }
        model = try text("model")
        parameters = try ParameterJSON.decode(try text("parameters"))
        userCount = try count("users")
        itemCount = try count("items")
        epoch = try count("epoch")
    }
}
