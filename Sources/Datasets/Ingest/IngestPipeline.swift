import Diagnostics

/// The cleaning that is common to all formats, in this order: anonymous users, rating threshold, duplicates, test interactions that are
/// also training interactions, k-core; then dense indices by first appearance (training data, given test, given candidates) and attributes.
struct IngestPipeline {
    var raw: RawInteractions
    var options: IngestOptions
    var report: IngestReport

    static func finish(_ raw: RawInteractions, _ options: IngestOptions, _ report: IngestReport) throws -> IngestResult {
        guard raw.interactions.count <= Int(Int32.max) else {
            throw Failure(.invalidInput, "\(raw.interactions.count) interactions are more than this program can index (\(Int32.max))")
        }
        var pipeline = IngestPipeline(raw: raw, options: options, report: report)
        try pipeline.removeAnonymous()
        pipeline.applyThreshold()
        try pipeline.removeDuplicates()
        pipeline.removeOverlap()
        pipeline.filterCore()
        guard pipeline.raw.interactions.count > 0 else { throw pipeline.nothingLeft() }
        return pipeline.dataset()
    }

    private var userCount: Int { raw.users.count }
    private var itemCount: Int { raw.items.count }

    private mutating func keep(_ isKept: [Bool]) {
        guard isKept.contains(false) else { return }
        raw.interactions = raw.interactions.filtered(isKept)
        if !raw.sourceLines.isEmpty { raw.sourceLines = raw.sourceLines.filtered(isKept) }
    }

    private mutating func keepGivenTest(_ isKept: [Bool]) {
        raw.givenTest = raw.givenTest?.filtered(isKept)
        raw.givenCandidates = raw.givenCandidates?.filtered(isKept)
    }

    private mutating func removeAnonymous() throws {
        guard options.anonymousUsers != .keep else { return }
        let names = Set(options.anonymousIDs)
        let isAnonymous = raw.users.identifiers.map(names.contains)
        guard isAnonymous.contains(true) else { return }
        let isKept = raw.interactions.users.map { !isAnonymous[Int($0)] }
        let isTestKept = raw.givenTest?.users.map { !isAnonymous[Int($0)] }
        report.anonymousRows = isKept.count { !$0 } + (isTestKept?.count { !$0 } ?? 0)
        if options.anonymousUsers == .error {
            let found = raw.users.identifiers.filter(names.contains).map { "'\($0)'" }.joined(separator: ", ")
            throw Failure(
                .invalidInput, "\(report.anonymousRows) interactions have an anonymous user (\(found))",
                hint: "set `anonymous_users: drop` to leave them out, or `keep` to take each such id for one user")
        }
        keep(isKept)
        if let isTestKept { keepGivenTest(isTestKept) }
    }

    private mutating func applyThreshold() {
        // Ratings are Floats: the threshold is compared at their precision, so that 4.1 is at least 4.1.
        guard let threshold = options.positiveThreshold.map({ Float($0) }) else { return }
        let isKept = raw.interactions.ratings.map { $0 >= threshold }
        report.belowThreshold = isKept.count { !$0 }
        keep(isKept)
        if let test = raw.givenTest {
            let isTestKept = test.ratings.map { $0 >= threshold }
            report.belowThreshold += isTestKept.count { !$0 }
            keepGivenTest(isTestKept)
        }
    }

    private mutating func removeDuplicates() throws {
        let kept = DuplicateFilter.apply(
            options.duplicates, to: &raw.interactions, userCount: userCount, itemCount: itemCount)
        report.duplicateRows = kept.count { !$0 }
        var testKept: [Bool] = []
        if var test = raw.givenTest {
            testKept = DuplicateFilter.apply(options.duplicates, to: &test, userCount: userCount, itemCount: itemCount)
            raw.givenTest = test
            report.duplicateRows += testKept.count { !$0 }
        }
        if options.duplicates == .error, report.duplicateRows > 0 {
            let row = kept.firstIndex(of: false)
            let example = row.map { row in
                let user = raw.users.identifiers[Int(raw.interactions.users[row])]
                return ", such as user '\(user)' and item '\(raw.items.identifiers[Int(raw.interactions.items[row])])'"
            }
            throw Failure(
                .invalidInput, "\(report.duplicateRows) interactions repeat a pair of user and item\(example ?? "")",
                hint: "set `duplicates: last`, `first`, `mean` or `keep`")
        }
        keep(kept)
        if raw.givenTest != nil { keepGivenTest(testKept) }
    }

    private mutating func removeOverlap() {
        guard options.duplicates != .keep, let test = raw.givenTest, test.count > 0 else { return }
        let seen = SeenItems(raw.interactions, userCount: userCount)
        let isKept = zip(test.users, test.items).map { !seen.contains(user: Int($0), item: $1) }
        report.givenTestOverlap = isKept.count { !$0 }
        if report.givenTestOverlap > 0 { keepGivenTest(isKept) }
    }

    private mutating func filterCore() {
        let minimum = options.minInteractions
        guard minimum.user > 0 || minimum.item > 0 else { return }
        let filter = CoreFilter(raw.interactions, minimum: minimum, userCount: userCount, itemCount: itemCount)
        report.filterRounds = filter.rounds
        keep(filter.isKept)
        if let test = raw.givenTest {
            let isKept = zip(test.users, test.items).map { filter.hasUser[Int($0)] && filter.hasItem[Int($1)] }
            report.givenTestFiltered = isKept.count { !$0 }
            keepGivenTest(isKept)
        }
        raw.givenCandidates = raw.givenCandidates?.map { $0.filter { filter.hasItem[Int($0)] } }
    }

    private func nothingLeft() -> Failure {
        guard report.rowsRead > 0 else {
            return Failure(
                .invalidInput, "the interaction files hold no rows", hint: "only a header, perhaps: is this the file that was meant?")
        }
        let counts = report.counts.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        return Failure(
            .invalidInput, "no interactions are left after reading and filtering (\(counts))",
            hint: "look at min_interactions, positive_threshold and anonymous_users")
    }

    private mutating func dataset() -> IngestResult {
        var users = Reindex(count: userCount), items = Reindex(count: itemCount)
        users.apply(to: &raw.interactions.users)
        items.apply(to: &raw.interactions.items)
        if var test = raw.givenTest {
            raw.givenTest = nil
            users.apply(to: &test.users)
            items.apply(to: &test.items)
            raw.givenTest = test
        }
        if var candidates = raw.givenCandidates {
            raw.givenCandidates = nil
            for index in candidates.indices { items.apply(to: &candidates[index]) }
            raw.givenCandidates = candidates
        }
        let userIDs = users.order.map { raw.users.identifiers[Int($0)] }
        let itemIDs = items.order.map { raw.items.identifiers[Int($0)] }
        report.unknownTimes = raw.interactions.unknownTimeCount
        var itemFields: [String: [String]] = [:]
        if let table = raw.itemTable {
            let (fields, matched) = table.columns(for: itemIDs)
            itemFields = fields
            report.itemRowsBad = table.bad
            report.itemRowsRepeated = table.repeated
            report.itemRowsUnused = table.rows.count - matched + table.unused
            report.itemsWithoutRow = itemIDs.count - matched
        }
        let dataset = Dataset(
            interactions: raw.interactions, userIDs: userIDs, itemIDs: itemIDs, itemFields: itemFields,
            userFields: raw.userTable?.columns(for: userIDs).fields ?? [:], givenTest: raw.givenTest,
            givenCandidates: raw.givenCandidates)
        var result = IngestResult(dataset: dataset, report: report)
        result.sourceLines = raw.sourceLines
        return result
    }
}
