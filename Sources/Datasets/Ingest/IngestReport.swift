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
    /// Rows whose user or item is one of `missing_ids`.
    public var missingRows = 0
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
    /// The same of the user table.
    public var userRowsBad = 0
    public var userRowsRepeated = 0
    public var userRowsUnused = 0
    public var usersWithoutRow = 0
    /// What became of the test interactions that came with the data. They are part of the counts above too.
    public var givenTest: GivenTestCounts?

    public init(format: String = "") { self.format = format }

    /// Counts that an older version did not write are 0.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let count = { (key: CodingKeys) in try values.decodeIfPresent(Int.self, forKey: key) ?? 0 }
        format = try values.decode(String.self, forKey: .format)
        rowsRead = try count(.rowsRead)
        badRows = try count(.badRows)
        missingRows = try count(.missingRows)
        anonymousRows = try count(.anonymousRows)
        belowThreshold = try count(.belowThreshold)
        duplicateRows = try count(.duplicateRows)
        unknownTimes = try count(.unknownTimes)
        filterRounds = try values.decode([FilterRound].self, forKey: .filterRounds)
        givenTestFiltered = try count(.givenTestFiltered)
        givenTestOverlap = try count(.givenTestOverlap)
        candidateListsDeduplicated = try count(.candidateListsDeduplicated)
        candidatesRemoved = try count(.candidatesRemoved)
        itemRowsBad = try count(.itemRowsBad)
        itemRowsRepeated = try count(.itemRowsRepeated)
        itemRowsUnused = try count(.itemRowsUnused)
        itemsWithoutRow = try count(.itemsWithoutRow)
        userRowsBad = try count(.userRowsBad)
        userRowsRepeated = try count(.userRowsRepeated)
        userRowsUnused = try count(.userRowsUnused)
        usersWithoutRow = try count(.usersWithoutRow)
        givenTest = try values.decodeIfPresent(GivenTestCounts.self, forKey: .givenTest)
    }

    /// Everything that is not zero, for tables and metrics.
    public var counts: [(name: String, value: Int)] {
        let removed = filterRounds.reduce(0) { $0 + $1.interactions }
        return [
            ("rows_read", rowsRead), ("bad_rows", badRows), ("missing_rows", missingRows), ("anonymous_rows", anonymousRows),
            ("duplicate_rows", duplicateRows), ("below_threshold", belowThreshold), ("unknown_times", unknownTimes),
            ("filter_rounds", filterRounds.count),
            ("filtered_interactions", removed), ("given_test_filtered", givenTestFiltered), ("given_test_overlap", givenTestOverlap),
            ("candidate_lists_deduplicated", candidateListsDeduplicated), ("candidates_removed", candidatesRemoved),
            ("item_rows_bad", itemRowsBad), ("item_rows_repeated", itemRowsRepeated), ("item_rows_unused", itemRowsUnused),
            ("items_without_row", itemsWithoutRow), ("user_rows_bad", userRowsBad), ("user_rows_repeated", userRowsRepeated),
            ("user_rows_unused", userRowsUnused), ("users_without_row", usersWithoutRow),
        ].filter { $0.1 != 0 }
    }
}

/// What became of the rows of a given test: those that could be read, and why they were left out.
public struct GivenTestCounts: Codable, Hashable, Sendable {
    public var read = 0
    public var missing = 0
    public var anonymous = 0
    public var duplicates = 0
    public var belowThreshold = 0
    public var inTraining = 0
    public var filtered = 0

    var leftOut: Int { missing + anonymous + duplicates + belowThreshold + inTraining + filtered }

    /// The causes that apply, the most frequent first; empty where nothing was left out.
    var causes: String {
        let all = [
            (missing, "with a missing id"), (anonymous, "with an anonymous user"), (duplicates, "that repeat another"),
            (belowThreshold, "below `positive_threshold`"), (inTraining, "also in training"),
            (filtered, "of users or items that `min_interactions` removed"),
        ]
        let found = all.filter { $0.0 > 0 }.sorted { $0.0 > $1.0 }
        return found.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}

extension IngestReport {
    /// What was left out and why, in words: "40 duplicates (the last stays), 3 with an anonymous user". Empty where nothing was.
    func leftOut(_ options: IngestOptions) -> String {
        let filtered = filterRounds.reduce(0) { $0 + $1.interactions } + givenTestFiltered
        let stays = [DuplicatePolicy.first: "the first stays", .last: "the last stays", .mean: "their mean stays"]
        let threshold = options.positiveThreshold.map { "rated below \($0 == $0.rounded() ? String(Int(clamping: $0)) : String($0))" }
        let causes = [
            (badRows, "unreadable"), (missingRows, "with a missing id"), (anonymousRows, "with an anonymous user"),
            (duplicateRows, (duplicateRows == 1 ? "duplicate" : "duplicates") + (stays[options.duplicates].map { " (\($0))" } ?? "")),
            (belowThreshold, threshold ?? "rated too low"),
            (givenTestOverlap, "of the given test also in training"), (filtered, "by `min_interactions`"),
        ]
        return causes.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}

extension Int {
    fileprivate init(clamping value: Double) { self = Int(Swift.min(Swift.max(value, -1e15), 1e15)) }
}
