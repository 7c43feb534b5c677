import Diagnostics

extension SplitResult {
    /// Counts held-out interactions whose pair of user and item is in training too, and warns about them. There are none unless
    /// `duplicates: keep` let a pair occur twice, or a given test repeats training.
    mutating func noteRepetitions(in data: InteractionData) {
        guard data.repeatedPairs > 0 || data.givenTest != nil else { return }
        let seen = SeenItems(split.train, userCount: split.userCount)
        for (name, part) in [("validation", split.validation), ("test", split.test)] {
            let count = zip(part.users, part.items).count { seen.contains(user: Int($0), item: $1) }
            guard count > 0 else { continue }
            statistics.append(("\(name)_in_training", Double(count)))
            warnings.append(
                .warning(
                    "\(count) of \(part.count) \(name) interactions have a pair of user and item that is in training too",
                    hint: "`duplicates: last` in ingest leaves one of each pair", kind: "\(name)_in_training"))
        }
    }
}
