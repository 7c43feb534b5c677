import Diagnostics

/// The cleaning that is common to all formats, in this order: missing ids, anonymous users, duplicates, rating threshold, test
/// interactions that are also training interactions, k-core; then dense indices by first appearance (training data, given test, given
/// candidates) and attributes.
struct IngestPipeline {
    var raw: RawInteractions
    var options: IngestOptions
    var report: IngestReport
    /// Repetitions of a pair that stay, in training.
    var repeatedPairs = 0

    static func finish(_ raw: RawInteractions, _ options: IngestOptions, _ report: IngestReport) throws -> IngestResult {
        guard raw.interactions.count <= Int(Int32.max) else {
            throw Failure(.invalidInput, "\(raw.interactions.count) interactions are more than this program can index (\(Int32.max))")
        }
        var pipeline = IngestPipeline(raw: raw, options: options, report: report)
        pipeline.report.givenTest = raw.givenTest.map { GivenTestCounts(read: $0.count) }
        pipeline.removeMissing()
        pipeline.noteFindings()
        try pipeline.removeAnonymous()
        try pipeline.removeDuplicates()
        try pipeline.applyThreshold()
        pipeline.removeOverlap()
        pipeline.filterCore()
        guard pipeline.raw.interactions.count > 0 else { throw pipeline.nothingLeft() }
        return pipeline.dataset(readCount: raw.interactions.count)
    }

    var userCount: Int { raw.users.count }
    var itemCount: Int { raw.items.count }

    mutating func keep(_ isKept: [Bool]) {
        guard isKept.contains(false) else { return }
        raw.interactions = raw.interactions.filtered(isKept)
        if !raw.sourceLines.isEmpty { raw.sourceLines = raw.sourceLines.filtered(isKept) }
    }

    mutating func keepGivenTest(_ isKept: [Bool]) {
        raw.givenTest = raw.givenTest?.filtered(isKept)
        raw.givenCandidates = raw.givenCandidates?.filtered(isKept)
    }

    private mutating func removeMissing() {
        let names = Set(options.missingIDs.map(ExactText.init))
        guard !names.isEmpty else { return }
        let users = raw.users.identifiers.map { names.contains(ExactText($0)) }
        let items = raw.items.identifiers.map { names.contains(ExactText($0)) }
        guard users.contains(true) || items.contains(true) else { return }
        let isKept = { (part: Interactions) in zip(part.users, part.items).map { !users[Int($0)] && !items[Int($1)] } }
        let train = isKept(raw.interactions), test = raw.givenTest.map(isKept)
        report.givenTest?.missing = test?.count { !$0 } ?? 0
        report.missingRows = train.count { !$0 } + (report.givenTest?.missing ?? 0)
        keep(train)
        if let test { keepGivenTest(test) }
        raw.givenCandidates = raw.givenCandidates?.map { $0.filter { !items[Int($0)] } }
    }

    private mutating func noteFindings() {
        raw.warnings += TimePlausibility.warnings([raw.interactions.timestamps, raw.givenTest?.timestamps ?? []], raw.times)
        let parts = [raw.interactions, raw.givenTest ?? Interactions()]
        var users = [Int](repeating: 0, count: userCount), items = [Int](repeating: 0, count: itemCount)
        for part in parts {
            for user in part.users { users[Int(user)] += 1 }
            for item in part.items { items[Int(item)] += 1 }
        }
        // Those that `anonymous_users` speaks about need no second word.
        if options.anonymousUsers != .keep {
            let names = Set(options.anonymousIDs)
            for (index, id) in raw.users.identifiers.enumerated() where names.contains(id) { users[index] = 0 }
        }
        raw.warnings += IdentifierFindings(noun: "user", identifiers: raw.users.identifiers, rows: users).warnings
        raw.warnings += IdentifierFindings(noun: "item", identifiers: raw.items.identifiers, rows: items).warnings
    }

    private mutating func removeAnonymous() throws {
        guard options.anonymousUsers != .keep else { return }
        let names = Set(options.anonymousIDs)
        let isAnonymous = raw.users.identifiers.map(names.contains)
        guard isAnonymous.contains(true) else { return }
        let isKept = raw.interactions.users.map { !isAnonymous[Int($0)] }
        let isTestKept = raw.givenTest?.users.map { !isAnonymous[Int($0)] }
        report.givenTest?.anonymous = isTestKept?.count { !$0 } ?? 0
        report.anonymousRows = isKept.count { !$0 } + (report.givenTest?.anonymous ?? 0)
        if options.anonymousUsers == .error, report.anonymousRows > 0 {
            let found = raw.users.identifiers.filter(names.contains).map { "'\($0)'" }.joined(separator: ", ")
            throw Failure(
                .invalidInput, "\(report.anonymousRows) interactions have an anonymous user (\(found))",
                hint: "set `anonymous_users: drop` to leave them out, or `keep` to take each such id for one user")
        }
        keep(isKept)
        if let isTestKept { keepGivenTest(isTestKept) }
    }

    private mutating func applyThreshold() throws {
        // Ratings are Floats: the threshold is compared at their precision, so that 4.1 is at least 4.1.
        guard let threshold = options.positiveThreshold.map({ Float($0) }) else { return }
        guard raw.hasRatings else {
            throw Failure(
                .invalidInput, "`positive_threshold` compares ratings, and the data has none",
                hint: raw.warnings.first { $0.kind == ColumnFindings.kind }.map { "\($0.message): \($0.hint ?? "")" }
                    ?? "name the column of ratings, or remove `positive_threshold`")
        }
        let isKept = raw.interactions.ratings.map { $0 >= threshold }
        report.belowThreshold = isKept.count { !$0 }
        keep(isKept)
        if let test = raw.givenTest {
            let isTestKept = test.ratings.map { $0 >= threshold }
            report.givenTest?.belowThreshold = isTestKept.count { !$0 }
            report.belowThreshold += isTestKept.count { !$0 }
            keepGivenTest(isTestKept)
        }
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
            report.givenTest?.filtered = report.givenTestFiltered
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
}
