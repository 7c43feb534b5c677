import Datasets
import Diagnostics
import Parameters

/// Attributes by name, one text a user or item, as ingest keeps them; "" is missing.
public struct AttributeColumns: Sendable {
    public var count: Int
    public var columns: [String: [String]]

    public init(count: Int, columns: [String: [String]]) {
        self.count = count
        self.columns = columns
    }
}

/// What an `AttributeEncoder` made: nil for a side that it was asked nothing of.
public struct EncodedFeatures: Sendable {
    public var user: SparseFeatures?
    public var item: SparseFeatures?
    /// What each column stands for, as many as the matrix has.
    public var userLabels: [String]
    public var itemLabels: [String]
    public var warnings: [Diagnostic]
}

/// Turns attributes of users and items into features. Attributes do not change with interactions, so every user and item of the data is
/// looked at, whatever the split; nothing of any interaction is.
public protocol AttributeEncoder: Sendable {
    associatedtype Options: ParameterRecord
    /// The word of the spec: `encode: {encoder: features}`.
    static var id: String { get }
    static var documentation: String { get }
    /// Raised whenever the same options would give other bytes: part of the cache key.
    static var version: Int { get }
    init(options: Options)
    /// Whether it makes features of users, of items.
    var sides: (user: Bool, item: Bool) { get }
    /// Throws `Failure(.invalidInput)` with one diagnostic for each attribute that is missing or does not suit.
    func encode(users: AttributeColumns, items: AttributeColumns) throws -> EncodedFeatures
}
