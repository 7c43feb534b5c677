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
        if options.duplicates == .error, report.duplicateRows > 0 {
            let example =
                kept.firstIndex(of: false).map { pair(raw.interactions, $0) }
                ?? testKept.firstIndex(of: false).flatMap { row in raw.givenTest.map { pair($0, row) } }
            throw Failure(
                .invalidInput, "\(report.duplicateRows) interactions repeat a pair of user and item\(example ?? "")",
                hint: "set `duplicates: last`, `first`, `mean` or `keep`")
        }
        keep(kept)
        if raw.givenTest != nil { keepGivenTest(testKept) }
    }

    private func pair(_ part: Interactions, _ row: Int) -> String {
        let user = raw.users.identifiers[Int(part.users[row])], item = raw.items.identifiers[Int(part.items[row])]
        return ", such as user '\(user)' and item '\(item)'"
    }

    /// Test interactions that are training interactions too: left out, told, or an error, as `duplicates` says.
    mutating func removeOverlap() throws {
        guard let test = raw.givenTest, test.count > 0 else { return }
        let seen = SeenItems(raw.interactions, userCount: userCount)
        let isKept = zip(test.users, test.items).map { !seen.contains(user: Int($0), item: $1) }
        guard let first = isKept.firstIndex(of: false) else { return }
        let count = isKept.count { !$0 }
        let what = "\(count) of \(test.count) given test interactions are also in training"
        switch options.duplicates {
        case .keep:
            raw.warnings.append(
                .warning(
                    what + " and stay in the test: models are measured on what they were trained on",
                    hint: "`duplicates: last` leaves them out of the test", kind: "test_in_training"))
        case .error:
            throw Failure(
                .invalidInput, what + pair(test, first),
                hint: "do the files overlap? `duplicates: last` leaves such rows out of the test, `keep` keeps them")
        case .first, .last, .mean:
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
