import Safetensors

/// `per_user.safetensors` of an evaluation: the value of each metric for each evaluated user.
public struct PerUserFile: Sendable {
    public static let name = "per_user.safetensors"

    /// User indices as the ingest stage gives them, ascending.
    public let users: [Int32]
    /// One column a metric, as long as `users`; NaN where the metric is not defined for a user.
    public let columns: [String: [Float]]

    public init(path: String) throws {
        let file = try SafetensorsFile(path: path)
        users = try file.int32s("user")
        var columns: [String: [Float]] = [:]
        for name in file.names where name != "user" { columns[name] = try file.floats(name) }
        self.columns = columns
    }
}
