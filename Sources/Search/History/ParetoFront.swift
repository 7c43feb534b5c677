/// Points of several losses (smaller is better) in order of domination.
struct ParetoOrder {
    let losses: [[Double]]
    /// 0 for points that none dominates, 1 for those that only rank 0 dominates, and so on.
    let ranks: [Int]

    init(_ losses: [[Double]]) {
        self.losses = losses
        var ranks = Array(repeating: -1, count: losses.count), remaining = Array(losses.indices), rank = 0
        while !remaining.isEmpty {
            let front = remaining.filter { a in !remaining.contains { ParetoOrder.dominates(losses[$0], losses[a]) } }
            // Without a front there would be no progress; NaN never dominates, so there always is one.
            for index in front { ranks[index] = rank }
            let taken = Set(front)
            remaining.removeAll(where: taken.contains)
            rank += 1
        }
        self.ranks = ranks
    }

    /// At least as good everywhere and better somewhere.
    static func dominates(_ a: [Double], _ b: [Double]) -> Bool {
        var isBetter = false
        for (x, y) in zip(a, b) {
            if x > y || x.isNaN || y.isNaN { return false }
            if x < y { isBetter = true }
        }
        return isBetter
    }

    /// The best `count` points: whole ranks, and of the rank that does not fit those that add most hypervolume, greedily.
    func best(_ count: Int) -> [Int] {
        var chosen: [Int] = [], rank = 0
        while chosen.count < min(count, losses.count) {
            let front = losses.indices.filter { ranks[$0] == rank }
            if chosen.count + front.count <= count { chosen += front } else { chosen += spread(front, count - chosen.count) }
            rank += 1
        }
        return chosen
    }

    private func spread(_ front: [Int], _ count: Int) -> [Int] {
        let reference = (0..<losses[front[0]].count).map { objective -> Double in
            let worst = front.map { losses[$0][objective] }.max() ?? 0
            return worst == 0 ? 1e-12 : max(1.1 * worst, 0.9 * worst)
        }
        var chosen: [Int] = [], rest = front
        while chosen.count < count, !rest.isEmpty {
            let volumes = rest.map { Hypervolume.of((chosen + [$0]).map { losses[$0] }, reference: reference) }
            let best = volumes.indices.reduce(0) { volumes[$1] > volumes[$0] ? $1 : $0 }
            chosen.append(rest.remove(at: best))
        }
        return chosen
    }
}

extension History {
    /// The complete feasible trials that no other dominates, by number; of trials with equal values all. Where no trial is feasible, none.
    public var paretoFront: [Trial] {
        let feasible = trials.filter { state(of: $0) == .complete && $0.violation == 0 }
        let order = feasible.map(losses(of:))
        return zip(feasible, order).filter { candidate in !order.contains { ParetoOrder.dominates($0, candidate.1) } }.map(\.0)
    }
}
