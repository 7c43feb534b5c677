import Diagnostics

/// The formats that `ingest` knows.
public enum DatasetFormats {
    public static let all: [AnyDatasetFormat] = [
        AnyDatasetFormat(MovieLensFormat.self),
        AnyDatasetFormat(CSVFormat.self),
        AnyDatasetFormat(TSVFormat.self),
        AnyDatasetFormat(JSONLinesFormat.self),
        AnyDatasetFormat(RecBoleFormat.self),
        AnyDatasetFormat(NCFFormat.self),
        AnyDatasetFormat(LightGCNFormat.self),
        AnyDatasetFormat(AmazonReviewsFormat.self),
        AnyDatasetFormat(SyntheticFormat.self),
    ]

    public static func named(_ id: String) throws -> AnyDatasetFormat {
        if let format = all.first(where: { $0.id == id }) { return format }
        throw Failure(.invalidInput, "unknown data format '\(id)'", hint: suggestion(for: id, among: all.map(\.id)))
    }
}
