import Parameters

/// A way to read interactions from files (or to make them). To add one: a file with the conforming type, and its line in `DatasetFormats`.
///
/// A reader keeps the data's order, indexes users and items by first appearance, hands every row it cannot read to the bad-row policy,
/// and ends with the common cleaning (`IngestPipeline`). It draws no random numbers but from a seed among its own options.
public protocol DatasetFormat: Sendable {
    associatedtype Options: ParameterRecord
    /// The word in the spec.
    static var id: String { get }
    /// One line, for people.
    static var documentation: String { get }
    /// Raised whenever the same files and options would give another dataset; part of the cache key.
    static var version: Int { get }

    /// Throws for options that fit no file; before anything runs.
    static func check(_ options: Options) throws

    /// Whether the artifact has the texts of reviews.
    static func hasReviews(_ options: Options) -> Bool

    /// False where these options rule ratings out: files without a place for them, or `rating: null`.
    static func mayGiveRatings(_ options: Options) -> Bool

    /// `files` gives the real path of a path option by the option's name.
    static func read(_ options: Options, common: IngestOptions, files: (String) throws -> String) throws -> IngestResult
}

extension DatasetFormat {
    public static func check(_ options: Options) throws {}
    public static func hasReviews(_ options: Options) -> Bool { false }
    public static func mayGiveRatings(_ options: Options) -> Bool { true }
}

/// A `DatasetFormat` without its type.
public struct AnyDatasetFormat: Sendable {
    public let id: String
    public let documentation: String
    public let version: Int
    /// The format's own options, then the common ones.
    public let fields: [FieldDeclaration]
    /// Options that name input files.
    public let pathFields: [String]
    private let checker: @Sendable (ParameterValue) throws -> Void
    private let reviews: @Sendable (ParameterValue) throws -> Bool
    private let ratings: @Sendable (ParameterValue) throws -> Bool
    private let reader: @Sendable (ParameterValue, (String) throws -> String) throws -> IngestResult

    public init<Format: DatasetFormat>(_ format: Format.Type) {
        id = Format.id
        documentation = Format.documentation
        version = Format.version
        fields = Format.Options.declarations + IngestOptions.declarations
        pathFields = Format.Options.declarations.filter { [.path, .optional(.path)].contains($0.type) }.map(\.name)
        checker = { try Format.check(Format.Options(resolved: $0)) }
        reviews = { try Format.hasReviews(Format.Options(resolved: $0)) }
        ratings = { try Format.mayGiveRatings(Format.Options(resolved: $0)) }
        reader = { parameters, files in
            try Format.read(
                Format.Options(resolved: parameters), common: IngestOptions(resolved: parameters), files: files)
        }
    }

    /// The input files of resolved parameters, to be hashed: option name and path as in the spec. Options that are null are not there.
    public func files(_ parameters: ParameterValue) -> [(name: String, path: String)] {
        pathFields.compactMap { name in
            guard case .string(let path)? = parameters[name] else { return nil }
            return (name, path)
        }
    }

    /// Whether test interactions come with the data: options that name files of them begin with "test".
    public func givesTest(_ parameters: ParameterValue) -> Bool { files(parameters).contains { $0.name.hasPrefix("test") } }

    /// Throws a `Failure` for options that fit no file.
    public func check(_ parameters: ParameterValue) throws { try checker(parameters) }

    /// Whether reviews come with the data, as `reviews.csv`.
    public func hasReviews(_ parameters: ParameterValue) throws -> Bool { try reviews(parameters) }

    /// Whether the data may have ratings, as far as its options tell.
    public func mayGiveRatings(_ parameters: ParameterValue) throws -> Bool { try ratings(parameters) }

    /// Throws a `Failure` for data that cannot be read, and `ParameterMismatch` for parameters that were not validated.
    public func read(parameters: ParameterValue, files: (String) throws -> String) throws -> IngestResult {
        try reader(parameters, files)
    }
}
