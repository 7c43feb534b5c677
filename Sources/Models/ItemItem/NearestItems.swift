/// The k candidates with the largest keys, of equal keys those that came first. Candidates come with ascending indices.
struct NearestItems {
    private let limit: Int
    /// A binary heap with the worst candidate at its root.
    private var heap: [(key: Float, index: Int32)] = []

    init(limit: Int) {
        self.limit = limit
        heap.reserveCapacity(limit)
    }

    mutating func removeAll() { heap.removeAll(keepingCapacity: true) }

    var indices: [Int32] { heap.map(\.index) }

    @inline(__always) mutating func offer(_ key: Float, _ index: Int32) {
        if heap.count < limit {
            heap.append((key, index))
            rise(heap.count - 1)
        } else if key > heap[0].key {
            heap[0] = (key, index)
            sink()
        }
    }

    private func isWorse(_ a: Int, _ b: Int) -> Bool {
        heap[a].key != heap[b].key ? heap[a].key < heap[b].key : heap[a].index > heap[b].index
    }

    private mutating func rise(_ start: Int) {
        var node = start
        while node > 0, isWorse(node, (node - 1) / 2) {
            heap.swapAt(node, (node - 1) / 2)
            node = (node - 1) / 2
        }
    }

    private mutating func sink() {
        var node = 0
        while true {
            var worst = node
            for child in [2 * node + 1, 2 * node + 2] where child < heap.count && isWorse(child, worst) { worst = child }
            guard worst != node else { return }
            heap.swapAt(node, worst)
            node = worst
        }
    }
}

/// Neighbours collected by target item j, given out by source item i: rows of w(i, j).
struct NeighborLists {
    private var sources: [Int32] = []
    private var targets: [Int32] = []
    private var weights: [Float] = []

    mutating func add(from source: Int32, to target: Int32, _ weight: Float) {
        sources.append(source)
        targets.append(target)
        weights.append(weight)
    }

    /// Targets have been added in ascending order, so each row's columns ascend.
    func rows(itemCount: Int) -> SparseRows {
        var offsets = [Int](repeating: 0, count: itemCount + 1)
        for source in sources { offsets[Int(source) + 1] += 1 }
        for item in 0..<itemCount { offsets[item + 1] += offsets[item] }
        var next = offsets
        var rows = SparseRows(
            offsets: offsets, columns: [Int32](repeating: 0, count: sources.count), values: [Float](repeating: 0, count: sources.count))
        for entry in sources.indices {
            let place = next[Int(sources[entry])]
            rows.columns[place] = targets[entry]
            rows.values[place] = weights[entry]
            next[Int(sources[entry])] = place + 1
        }
        return rows
    }
}
