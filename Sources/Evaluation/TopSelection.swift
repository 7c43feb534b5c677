/// The best K of a row, found in one pass with a threshold: most places are only compared with the worst score kept so far.
/// Its storage is reused from user to user.
struct TopSelection {
    private let depth: Int
    /// A heap with the lowest of the best K + 1 scores on top; after a successful `select`, sorted from the highest.
    private var scores: [Float] = []
    private var items: [Int32] = []

    init(depth: Int) {
        self.depth = depth
        scores.reserveCapacity(depth + 1)
        items.reserveCapacity(depth + 1)
    }

    /// The items of the best K, best first. After a successful `select`.
    var best: ArraySlice<Int32> { items.prefix(depth) }

    /// False where the best K are not in one certain order: two of them, or the last of them and the next item, have equal scores, or
    /// no more than K items score above −∞ (masked items do not). Then use exact ranks.
    mutating func select(_ row: CandidateRow, from all: [Float]) -> Bool {
        scores.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
        var threshold = -Float.infinity
        var place = nextAbove(threshold, in: all, row.range)
        while place < row.range.upperBound {
            offer(all[place], row.item(at: place - row.range.lowerBound))
            if scores.count > depth { threshold = scores[0] }
            place = nextAbove(threshold, in: all, (place + 1)..<row.range.upperBound)
        }
        guard scores.count > depth else { return false }
        sort()
        return (1...depth).allSatisfy { scores[$0] < scores[$0 - 1] }
    }

    private mutating func sort() {
        let sorted = zip(scores, items).sorted { $0.0 > $1.0 }
        for (place, element) in sorted.enumerated() { (scores[place], items[place]) = element }
    }

    private mutating func offer(_ score: Float, _ item: Int32) {
        guard scores.count > depth else {
            scores.append(score)
            items.append(item)
            return siftUp()
        }
        scores[0] = score
        items[0] = item
        siftDown()
    }

    private mutating func siftUp() {
        var child = scores.count - 1
        while child > 0, scores[child] < scores[(child - 1) / 2] {
            swap(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while 2 * parent + 1 < scores.count {
            var child = 2 * parent + 1
            if child + 1 < scores.count, scores[child + 1] < scores[child] { child += 1 }
            guard scores[child] < scores[parent] else { return }
            swap(parent, child)
            parent = child
        }
    }

    private mutating func swap(_ a: Int, _ b: Int) {
        scores.swapAt(a, b)
        items.swapAt(a, b)
    }
}
