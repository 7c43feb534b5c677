import Diagnostics
import Parameters

/// Amazon reviews as the UCSD group publishes them, 2014, 2018 and 2023: JSON Lines; one review a line, and one product a line in the
/// metadata file (in 2014 written as Python literals). In 2023 the item is `parent_asin`, and times are in milliseconds.
///
/// Files are streamed. Texts do not fit in memory for large sets, so they are not kept: once it is clear which reviews stay, the file
/// is read a second time, and `reviews.csv` written as it is read. Texts lose their HTML tags and have character references decoded; a missing text is "".
///
/// Source: He and McAuley 2016, "Ups and downs", doi:10.1145/2872427.2883037; Ni et al. 2019, "Justifying recommendations",
/// doi:10.18653/v1/D19-1018; Hou et al. 2024, "Bridging language and items", arXiv:2403.03952; and the data sets' pages.
public enum AmazonReviewsFormat: DatasetFormat {
    public static let id = "amazon-reviews"
    public static let documentation = "Amazon reviews of 2014, 2018 or 2023 with their texts, and product metadata"
    public static let version = 3

    public struct Options: ParameterRecord {
        public var reviews = ""
        public var metadata: String?

        public init() {}

        public static let fields: [Field<Self>] = [
            Field("reviews", \.reviews, type: .path, required: true, "reviews, such as Musical_Instruments_5.json or .json.gz"),
            Field(
                "metadata", \.metadata, type: .optional(.path),
                "products, such as meta_Gift_Cards.json.gz: title, description, categories, brand"),
        ]
    }

    public static func hasReviews(_ options: Options) -> Bool { true }

    public static func read(_ options: Options, common: IngestOptions, files: (String) throws -> String) throws -> IngestResult {
        var raw = RawInteractions(common)
        var report = IngestReport(format: id)
        let path = try files("reviews")
        try AmazonReviews(path: path, common: common).read(into: &raw, &report)
        if options.metadata != nil { raw.itemTable = try AmazonMetadata.read(try files("metadata"), common, items: raw.items) }
        var result = try IngestPipeline.finish(raw, common, report)
        let lines = result.sourceLines
        result.files = [IngestFile(ReviewFile.name) { try AmazonReviews(path: path, common: common).writeTexts(of: lines, to: $0) }]
        return result
    }
}
