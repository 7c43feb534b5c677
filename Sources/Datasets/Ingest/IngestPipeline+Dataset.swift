import Diagnostics

extension IngestPipeline {
    /// Indices by first appearance, attributes, and what to say about it all.
    consuming func dataset(readCount: Int) -> IngestResult {
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
        let itemFields = attributes("item", raw.itemTable, itemIDs, .items)
        let userFields = attributes("user", raw.userTable, userIDs, .users)
        var dataset = Dataset(
            interactions: raw.interactions, userIDs: userIDs, itemIDs: itemIDs, itemFields: itemFields, userFields: userFields,
            givenTest: raw.givenTest, givenCandidates: raw.givenCandidates)
        dataset.hasRatings = raw.hasRatings
        dataset.repeatedPairs = repeatedPairs
        if let counts = report.givenTest, counts.leftOut > 0 { dataset.givenTestNote = "of \(counts.read) rows: \(counts.causes)" }
        var result = IngestResult(dataset: dataset, report: report)
        result.sourceLines = raw.sourceLines
        result.warnings = raw.warnings
        result.summary = summary(readCount: readCount)
        result.hasLeftOut = !report.leftOut(options).isEmpty || report.itemRowsRepeated + report.userRowsRepeated > 0
        return result
    }

    private func summary(readCount: Int) -> String {
        let test = report.givenTest.map { " and \($0.read) of the given test" } ?? ""
        let kept = raw.givenTest.map { " and \($0.count)" } ?? ""
        let leftOut = report.leftOut(options)
        return "read \(readCount) interaction\(readCount == 1 ? "" : "s")\(test)"
            + (leftOut.isEmpty ? "; kept all" : "; left out \(leftOut); kept \(raw.interactions.count)\(kept)")
            + (repeatedPairs > 0 ? ", among them \(repeatedPairs) of a pair of user and item that came before" : "")
            + attributeSummary("item", report.itemRowsRepeated, report.itemRowsBad, report.itemsWithoutRow)
            + attributeSummary("user", report.userRowsRepeated, report.userRowsBad, report.usersWithoutRow)
    }

    private func attributeSummary(_ noun: String, _ repeated: Int, _ bad: Int, _ without: Int) -> String {
        let parts = [(repeated, "with a repeated id (the first row counts)"), (bad, "unreadable"), (without, "\(noun)s without a row")]
        let found = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return found.isEmpty ? "" : "; \(noun) file: " + found.joined(separator: ", ")
    }

    /// The fields of a table for `ids`, in their order; counts its rows in the report.
    private mutating func attributes(
        _ noun: String, _ table: AttributeTable?, _ ids: [String], _ counts: AttributeCounts
    ) -> [String: [String]] {
        guard let table else { return [:] }
        let (fields, matched) = table.columns(for: ids)
        report[keyPath: counts.bad] = table.bad
        report[keyPath: counts.repeated] = table.repeated
        report[keyPath: counts.unused] = table.rows.count - matched + table.unused
        report[keyPath: counts.without] = ids.count - matched
        noteUnmatched(noun, ids, table, matched)
        return fields
    }

    /// Two files that write the same ids in two ways share none: most rows of one then find no row of the other.
    private mutating func noteUnmatched(_ noun: String, _ ids: [String], _ table: AttributeTable, _ matched: Int) {
        guard matched * 2 < ids.count, let here = ids.first(where: { table.rows[ExactText($0)] == nil }) else { return }
        let there = table.rows.keys.map(\.text).min().map { " ('\(here)' here, '\($0)' there)" } ?? ""
        raw.warnings.append(
            .warning(
                "\(ids.count - matched) of \(ids.count) \(noun)s have no row in the \(noun) file\(there)",
                hint: "do both files write ids in one way? `trim_ids` and `decimal_ids` apply to both", kind: "unmatched_attributes"))
    }
}

/// Where the report counts rows of an attribute table: bad ones, repeated ones, those of no known id, and ids without a row.
private struct AttributeCounts {
    let bad, repeated, unused, without: WritableKeyPath<IngestReport, Int>

    static var items: Self {
        Self(bad: \.itemRowsBad, repeated: \.itemRowsRepeated, unused: \.itemRowsUnused, without: \.itemsWithoutRow)
    }
    static var users: Self {
        Self(bad: \.userRowsBad, repeated: \.userRowsRepeated, unused: \.userRowsUnused, without: \.usersWithoutRow)
    }
}
