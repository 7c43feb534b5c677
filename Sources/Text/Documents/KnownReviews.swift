import Datasets

/// The reviews that documents may hold: of training interactions, or with `leaky` of all.
struct KnownReviews {
    let interactions: Interactions
    /// Which of all interactions each is; nil where that cannot be told.
    let sources: [Int?]
    /// How many training interactions cannot be told from others.
    let ambiguous: Int

    init(_ input: DocumentsEncoder.Input, _ options: DocumentOptions) {
        let rows = RowMatch(input.interactions, train: input.train)
        interactions = options.leaky ? input.interactions : input.train
        sources = options.leaky ? (0..<input.interactions.count).map { Optional($0) } : rows.source
        ambiguous = rows.ambiguous
    }
}

/// Which of all interactions each training interaction is: the split keeps users, items, ratings and times, not rows.
struct RowMatch {
    /// nil where several interactions are alike and not all of them are training interactions: whose text it is cannot be said, and
    /// taking one might take the test's.
    private(set) var source: [Int?] = []
    private(set) var ambiguous = 0

    private struct Key: Hashable {
        var user: Int32, item: Int32, rating: UInt32, time: Int64

        init(_ interactions: Interactions, _ row: Int) {
            (user, item) = (interactions.users[row], interactions.items[row])
            (rating, time) = (interactions.ratings[row].bitPattern, interactions.timestamps[row])
        }
    }

    init(_ interactions: Interactions, train: Interactions) {
        var rows: [Key: [Int]] = [:], wanted: [Key: Int] = [:], used: [Key: Int] = [:]
        for row in 0..<interactions.count { rows[Key(interactions, row), default: []].append(row) }
        for row in 0..<train.count { wanted[Key(train, row), default: 0] += 1 }
        for row in 0..<train.count {
            let key = Key(train, row), all = rows[key] ?? []
            guard all.count == wanted[key] else {
                source.append(nil)
                ambiguous += 1
                continue
            }
            source.append(all[used[key, default: 0]])
            used[key, default: 0] += 1
        }
    }
}
