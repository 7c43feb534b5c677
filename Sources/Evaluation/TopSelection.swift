/// The best K of a row, found in one pass with a threshold: most places are only compared with the worst score kept so far.
/// Its storage is reused from user to user.
struct TopSelection {
    private let depth: Int
    /// A heap with the worst of the kept on top: worse = lower score, or equal score and later in the tie order.
    private var scores: [Float] = []
    private(set) var items: [Int32] = []

    init(depth: Int) {
        self.depth = depth
        scores.reserveCapacity(depth)
        items.reserveCapacity(depth)
    }

    /// False when fewer than K items score above −∞ (masked items do not); then use exact ranks.
    mutating func select(_ row: CandidateRow, from all: [Float]) -> Bool {
        scores.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
        var threshold = -Float.infinity
        let stride = 64
        var start = row.range.lowerBound
        while start < row.range.upperBound {
            let chunk = start..<min(start + stride, row.range.upperBound)
            start = chunk.upperBound
            guard countAtLeast(threshold, in: all, chunk) > 0 else { continue }
            for place in chunk where all[place] >= threshold && all[place] > -.infinity {
                offer(all[place], row.item(at: place - row.range.lowerBound), row.order)
                if scores.count == depth { threshold = scores[0] }
            }
        }
        return scores.count == depth
    }

    /// Best first. Call after a successful `select`; leaves the items sorted.
    mutating func sort(by order: TieOrder) {
        let best = zip(scores, items).sorted { $0.0 > $1.0 || ($0.0 == $1.0 && order.places($0.1, before: $1.1)) }
        for (place, element) in best.enumerated() { (scores[place], items[place]) = element }
    }

    private mutating func offer(_ score: Float, _ item: Int32, _ order: TieOrder) {
        guard scores.count == depth else {
            scores.append(score)
            items.append(item)
            siftUp(from: scores.count - 1, order)
            return
        }
        guard score > scores[0] || (score == scores[0] && order.places(item, before: items[0])) else { return }
        scores[0] = score
        items[0] = item
        siftDown(order)
    }

    private func isWorse(_ a: Int, _ b: Int, _ order: TieOrder) -> Bool {
        scores[a] < scores[b] || (scores[a] == scores[b] && order.places(items[b], before: items[a]))
    }

    private mutating func siftUp(from start: Int, _ order: TieOrder) {
        var child = start
        while child > 0, isWorse(child, (child - 1) / 2, order) {
            swap(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func siftDown(_ order: TieOrder) {
        var parent = 0
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < scores.count && isWorse(child, worst, order) { worst = child }
            guard worst != parent else { return }
            swap(parent, worst)
            parent = worst
        }
    }

    private mutating func swap(_ a: Int, _ b: Int) {
        scores.swapAt(a, b)
        items.swapAt(a, b)
    }
}
