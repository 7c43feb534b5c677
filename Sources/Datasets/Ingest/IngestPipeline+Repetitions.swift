import Diagnostics

/// Interactions of one user with one item that occur again, within a part or in both.
extension IngestPipeline {
    mutating func removeDuplicates() throws {
        guard options.duplicates != .keep else {
            var copy = raw.interactions
            repeatedPairs =
                DuplicateFilter.apply(.first, to: &copy, userCount: userCount, itemCount: itemCount).count { !$0 }
            return
        }
        let kept = DuplicateFilter.apply(options.duplicates, to: &raw.interactions, userCount: userCount, itemCount: itemCount)
        report.duplicateRows = kept.count { !$0 }
        var testKept: [Bool] = []
        if var test = raw.givenTest {
            testKept = DuplicateFilter.apply(options.duplicates, to: &test, userCount: userCount, itemCount: itemCount)
            raw.givenTest = test
            report.givenTest?.duplicates = testKept.count { !$0 }
            report.duplicateRows += testKept.count { !$0 }
        }
        if options.duplicates == .error {
            let example =
                kept.firstIndex(of: false).map { pair(raw.interactions, $0) }
                ?? testKept.firstIndex(of: false).flatMap { row in raw.givenTest.map { pair($0, row) } }
            try refuse(example)
        }
        keep(kept)
        if raw.givenTest != nil { keepGivenTest(testKept) }
    }

    /// For `duplicates: error`: what repeats within a part, and between the parts.
    private func refuse(_ example: String?) throws {
        var problems: [Diagnostic] = []
        if report.duplicateRows > 0 {
            problems.append(
                .error(
                    "\(report.duplicateRows) interactions repeat a pair of user and item\(example ?? "")",
                    hint: "set `duplicates: last`, `first`, `mean` or `keep`"))
        }
        if let test = raw.givenTest {
            let isNew = isNew(test)
            if let first = isNew.firstIndex(of: false) {
                problems.append(
                    .error(
                        "\(isNew.count { !$0 }) of \(test.count) given test interactions are also in training\(pair(test, first))",
                        hint: "do the files overlap? `duplicates: last` leaves such rows out of the test, `keep` keeps them"))
            }
        }
        if !problems.isEmpty { throw Failure(.invalidInput, problems) }
    }

    /// Which rows of a test are no training interactions.
    private func isNew(_ test: Interactions) -> [Bool] {
        let seen = SeenItems(raw.interactions, userCount: userCount)
        return zip(test.users, test.items).map { !seen.contains(user: Int($0), item: $1) }
    }

    private func pair(_ part: Interactions, _ row: Int) -> String {
        let user = raw.users.identifiers[Int(part.users[row])], item = raw.items.identifiers[Int(part.items[row])]
        return ", such as user '\(user)' and item '\(item)'"
    }

    /// Test interactions that are training interactions too: left out or kept, as `duplicates` says, and told.
    mutating func removeOverlap() {
        guard let test = raw.givenTest, test.count > 0 else { return }
        let isKept = isNew(test), count = isKept.count { !$0 }
        guard count > 0 else { return }
        let what = "\(count) of \(test.count) given test interactions are also in training"
        switch options.duplicates {
        case .keep:
            raw.warnings.append(
                .warning(
                    what + " and stay in the test: models are measured on what they were trained on",
                    hint: "`duplicates: last` leaves them out of the test", kind: "test_in_training"))
        case .first, .last, .mean, .error:
            report.givenTestOverlap = count
            report.givenTest?.inTraining = count
            keepGivenTest(isKept)
            raw.warnings.append(
                .warning(
                    what + " and were left out of the test",
                    hint: "do the files overlap? `duplicates: keep` keeps such rows, `duplicates: error` refuses them",
                    kind: "test_in_training"))
        }
    }
}
