import Datasets
import Diagnostics
import Safetensors

/// A split's parts by user, read where they lie.
public struct SplitHistory: Sendable {
    /// The file of a split stage's artifact that holds them.
    public static let fileName = "split.safetensors"

    public enum Part: String, Hashable, Sendable, CaseIterable { case train, validation, test }

    private let file: SafetensorsFile

    public init(path: String) throws { file = try SafetensorsFile(path: path) }

    /// The items of a user in one part, in the order of the data, repetitions included.
    public func items(of user: Int32, in part: Part) throws -> [Int32] {
        let rows = try file.positions(of: user, in: "\(part.rawValue).users")
        return try file.int32s("\(part.rawValue).items", rows: rows.map { $0..<$0 + 1 })
    }

    /// How many training interactions each item has.
    public func popularity(itemCount: Int) throws -> [Int] { try file.counts(in: "train.items", below: itemCount) }

    /// What everybody has in some parts.
    public func seen(in parts: [Part], userCount: Int) throws -> SeenItems {
        SeenItems(
            try parts.map { part in
                var interactions = Interactions()
                interactions.users = try file.int32s("\(part.rawValue).users")
                interactions.items = try file.int32s("\(part.rawValue).items")
                return interactions
            }, userCount: userCount)
    }
}
