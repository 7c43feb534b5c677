/// An array with a name and a shape: how weights and optimizer state leave a model and come back. Row-major.
public struct NamedTensor: Hashable, Sendable {
    public enum Values: Hashable, Sendable {
        case float([Float])
        case int32([Int32])
        case int64([Int64])

        public var count: Int {
            switch self {
            case .float(let values): values.count
            case .int32(let values): values.count
            case .int64(let values): values.count
            }
        }
    }

    public var name: String
    /// The product of the sizes is the number of values; a scalar has shape [].
    public var shape: [Int]
    public var values: Values

    public init(_ name: String, shape: [Int], _ values: Values) {
        self.name = name
        self.shape = shape
        self.values = values
    }

    public init(_ name: String, _ values: [Float], shape: [Int]? = nil) {
        self.init(name, shape: shape ?? [values.count], .float(values))
    }
}
