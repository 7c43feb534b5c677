import Parameters

extension AnyDatasetFormat {
    /// Formats whose files have no place for ratings.
    private static let implicitFormats: Set = [LightGCNFormat.id]

    /// Whether the data may have ratings, as far as the options say: `rating: null` says that it has none.
    public func mayGiveRatings(_ parameters: ParameterValue) -> Bool {
        !Self.implicitFormats.contains(id) && !(pathFields.count > 0 && parameters["rating"] == .null)
    }
}
