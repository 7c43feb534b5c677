import Diagnostics
import Parameters

/// Amazon reviews as the UCSD group publishes them, 2014 and 2018: JSON Lines, plain or gzip; one review a line, and one product a line in
/// the metadata file (in 2014 written as Python literals).
///
/// Files are streamed. Texts do not fit in memory for large sets, so they are not kept: once it is clear which reviews stay, the file
/// is read a second time, and `reviews.csv` written as it is read. Texts have their HTML references decoded; a missing text is "".
///
/// Source: He and McAuley 2016, "Ups and downs", doi:10.1145/2872427.2883037; Ni et al. 2019, "Justifying recommendations",
/// doi:10.18653/v1/D19-1018, and the data sets' pages.
public enum AmazonReviewsFormat: DatasetFormat {
    public static let id = "amazon-reviews"
    public static let documentation = "Amazon reviews of 2014 or 2018 with their texts, and product metadata; plain or gzip"
    public static let version = 2

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
