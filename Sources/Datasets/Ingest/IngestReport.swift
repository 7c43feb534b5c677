/// What was read and what was left out on the way, for the run's record.
public struct IngestReport: Codable, Hashable, Sendable {
    /// One pass of the k-core filter that removed something.
    public struct FilterRound: Codable, Hashable, Sendable {
        public var users: Int
        public var items: Int
        public var interactions: Int
    }

    public var format = ""
    /// Records of the interaction files, headers and empty lines not counted.
    public var rowsRead = 0
    public var badRows = 0
    public var anonymousRows = 0
    public var belowThreshold = 0
    public var duplicateRows = 0
    public var unknownTimes = 0
    /// What each pass of the k-core filter removed, in order.
    public var filterRounds: [FilterRound] = []
    /// Test interactions that came with the data and were left out: of users or items that the filter removed.
    public var givenTestFiltered = 0
    /// Test interactions that are training interactions too, and were left out of the test.
    public var givenTestOverlap = 0
    /// Users whose own test item (or the same item twice) was among the given candidates, and the entries removed.
    public var candidateListsDeduplicated = 0
    public var candidatesRemoved = 0
    /// Rows of the item table: bad or repeated rows, and items without interactions.
    public var itemRowsBad = 0
    public var itemRowsRepeated = 0
    public var itemRowsUnused = 0
    public var itemsWithoutRow = 0

    public init(format: String = "") { self.format = format }

    /// Everything that is not zero, for tables and metrics.
    public var counts: [(name: String, value: Int)] {
        let removed = filterRounds.reduce(0) { $0 + $1.interactions }
        return [
            ("rows_read", rowsRead), ("bad_rows", badRows), ("anonymous_rows", anonymousRows), ("below_threshold", belowThreshold),
            ("duplicate_rows", duplicateRows), ("unknown_times", unknownTimes), ("filter_rounds", filterRounds.count),
            ("filtered_interactions", removed), ("given_test_filtered", givenTestFiltered), ("given_test_overlap", givenTestOverlap),
            ("candidate_lists_deduplicated", candidateListsDeduplicated), ("candidates_removed", candidatesRemoved),
            ("item_rows_bad", itemRowsBad), ("item_rows_repeated", itemRowsRepeated), ("item_rows_unused", itemRowsUnused),
            ("items_without_row", itemsWithoutRow),
        ].filter { $0.1 != 0 }
    }
}
