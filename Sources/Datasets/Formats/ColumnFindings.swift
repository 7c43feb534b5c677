import Diagnostics

/// Columns of an interaction file that nobody reads although they look like ratings or times, and first lines that are not what they are
/// taken for. A rating column under another name would silently make every rating 1.
struct ColumnFindings {
    static let kind = "unread_columns"

    let path: String
    /// Nil without a header.
    let header: [String]?
    /// The first records after the header.
    let sample: [[String]]
    let columns: InteractionColumns
    /// Whether the options leave ratings (times) open, so that a column of them would be welcome.
    let wantsRatings: Bool
    let wantsTimes: Bool

    /// What columns of ratings are called, in lower case, letters only.
    private static let ratingWords: Set = [
        "rating", "ratings", "rate", "stars", "star", "starrating", "score", "scores", "overall", "grade", "bookrating", "userrating",
        "reviewrating", "reviewscore", "ratingvalue", "ratingfloat", "ratingtoken", "isliked", "preference", "vote",
    ]
    private static let timeWords: Set = [
        "timestamp", "timestampfloat", "time", "date", "datetime", "ts", "unixreviewtime", "reviewtime", "unixtime", "createdat",
        "createdtime", "reviewdate", "ratingtime", "datetimestamp", "eventtime", "epoch", "createdutc", "submitteddate", "dateadded",
    ]
    private static let otherWords: Set = [
        "user", "userid", "item", "itemid", "movieid", "bookid", "businessid", "productid", "asin", "isbn", "reviewerid", "uid", "iid",
    ]

    private static func letters(_ name: String) -> String { name.lowercased().filter { $0.isLetter } }

    private var unread: [Int] {
        let read = [columns.user, columns.item, columns.rating, columns.timestamp]
        return (0..<(header?.count ?? sample.first?.count ?? 0)).filter { !read.contains($0) }
    }

    private func values(_ column: Int) -> [String] { sample.compactMap { column < $0.count ? $0[column] : nil }.filter { !$0.isEmpty } }

    private func isTime(_ column: Int) -> Bool {
        if let header, Self.timeWords.contains(Self.letters(header[column])) { return true }
        let values = values(column)
        return !values.isEmpty
            && values.allSatisfy { text in
                TimestampUnit.allCases.contains { unit in
                    guard case .known(let time, _, _) = TimeReader(unit: unit).read(text) else { return false }
                    return TimePlausibility.isPlausible(time)
                }
            }
    }

    /// By name; without a header, numbers from −10 to 100, of which some differ or none is needed to (a column of likes).
    private func isRating(_ column: Int) -> Bool {
        if let header { return Self.ratingWords.contains(Self.letters(header[column])) }
        let values = values(column)
        return !values.isEmpty && values.allSatisfy { text in Double(text).map { (-10...100).contains($0) } ?? false }
    }

    var warnings: [Diagnostic] { [unreadColumns, firstLine].compactMap(\.self) }

    private var unreadColumns: Diagnostic? {
        let times = wantsTimes && columns.timestamp == nil ? unread.filter(isTime) : []
        let ratings = wantsRatings && columns.rating == nil ? unread.filter { isRating($0) && !times.contains($0) } : []
        guard !(times + ratings).isEmpty else { return nil }
        let name = { (column: Int) in header?[column] ?? String(column + 1) }
        let listed = ratings.map { "'\(name($0))' (ratings?)" } + times.map { "'\(name($0))' (times?)" }
        let effects = (ratings.isEmpty ? [] : ["every rating is 1"]) + (times.isEmpty ? [] : ["no time is known"])
        let settings =
            ratings.prefix(1).map { "`rating: \(name($0))`" } + times.prefix(1).map { "`timestamp: \(name($0))`" }
        let silencers = (ratings.isEmpty ? [] : ["`rating: null`"]) + (times.isEmpty ? [] : ["`timestamp: null`"])
        return .warning(
            "'\(path)': column\(listed.count == 1 ? "" : "s") \(listed.joined(separator: ", ")) \(listed.count == 1 ? "is" : "are") not "
                + "read, so \(effects.joined(separator: " and "))",
            hint: "set \(settings.joined(separator: " and ")), or \(silencers.joined(separator: " and ")) where that is meant",
            kind: Self.kind)
    }

    private var firstLine: Diagnostic? {
        if let header {
            let isData = [columns.rating, columns.timestamp].compactMap(\.self).contains { Double(header[$0]) != nil }
            guard isData else { return nil }
            return .warning(
                "'\(path)': the first line was taken for a header, but looks like data (\(header.prefix(4).joined(separator: ", ")))",
                hint: "set `header: false`", kind: "header_looks_like_data")
        }
        guard let first = sample.first else { return nil }
        let words = Self.ratingWords.union(Self.timeWords).union(Self.otherWords)
        let found = [columns.user, columns.item].filter { $0 < first.count && words.contains(Self.letters(first[$0])) }
        guard !found.isEmpty else { return nil }
        return .warning(
            "'\(path)': the first line was taken for data, but looks like a header (\(first.prefix(4).joined(separator: ", ")))",
            hint: "set `header: true`", kind: "data_looks_like_header")
    }
}
