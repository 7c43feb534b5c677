import Diagnostics
import Parameters
import Randomness

/// Made-up data with structure that a model can learn, for demonstrations and tests: no file is read.
///
/// Every item has a main genre; every user likes a few genres. A user's items are drawn genre first (by taste), then by popularity
/// within the genre (Zipf); a share `noise` of them is drawn by overall popularity instead. So popularity alone explains little and
/// taste explains much. Ratings are 1–5: a mean of 3.5, a bias for the user and for the item, more for genres that the user likes, and
/// normal noise, rounded.
public enum SyntheticFormat: DatasetFormat {
    public static let id = "synthetic"
    public static let documentation = "made-up users with tastes, items with genres and titles; needs no files"
    public static let version = 2

    public struct Options: ParameterRecord {
        public var users = 1000
        public var items = 500
        public var interactions = 30_000
        public var latentDim = 8
        public var noise = 0.1
        public var seed = 1

        public init() {}

        public static let fields: [Field<Self>] = [
            Field("users", \.users, in: 1...10_000_000, "number of users"),
            Field("items", \.items, in: 2...10_000_000, "number of items"),
            Field("interactions", \.interactions, in: 1...1_000_000_000, "number of interactions (at most 60 % of all pairs)"),
            Field("latent_dim", \.latentDim, in: 1...1000, "number of genres, the dimensions of taste"),
            Field(
                "noise", \.noise, in: .unit, "share of interactions that ignore taste; also the spread of ratings around what taste says"),
            Field("seed", \.seed, in: 0...Int.max, "another seed makes other data"),
        ]
    }

    public static func read(_ options: Options, common: IngestOptions, files: (String) throws -> String) throws -> IngestResult {
        let most = options.users * (options.items * 6 / 10)
        guard options.interactions <= most else {
            throw Failure(
                .invalidInput, "\(options.interactions) interactions are too many for \(options.users) users and \(options.items) items",
                hint: "each user has at most 60 % of the items, so at most \(most) are possible")
        }
        guard options.latentDim <= options.items else {
            throw Failure(.invalidInput, "`latent_dim` (\(options.latentDim)) is more than the number of items (\(options.items))")
        }
        var world = SyntheticWorld(options)
        var report = IngestReport(format: id)
        report.rowsRead = options.interactions
        return try IngestPipeline.finish(world.raw(common), common, report)
    }
}
