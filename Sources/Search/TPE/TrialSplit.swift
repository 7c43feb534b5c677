/// Which trials count as good: the set below the quantile that l is fitted to, the rest for g. Positions in `history.trials`, by number.
struct TrialSplit {
    let below: [Int]
    let above: [Int]

    /// Of the trials before `number`: complete ones by value (several objectives: by rank of domination, ties by hypervolume), then pruned
    /// ones by (most epochs, best report), then infeasible ones by violation; `below` gets the first `goodCount` of n finished trials.
    /// Sorting is stable. Running trials count as bad (constant liar), so that workers do not crowd one place.
    init(_ history: History, before number: Int) {
        var complete: [Int] = [], pruned: [Int] = [], infeasible: [Int] = [], running: [Int] = []
        for (index, trial) in history.trials.enumerated() {
            if trial.number >= number { break }
            switch history.state(of: trial) {
            case .failed: continue
            case .running: running.append(index)
            case .complete where trial.violation == 0: complete.append(index)
            case .pruned where trial.violation == 0: pruned.append(index)
            case .complete, .pruned: infeasible.append(index)
            }
        }
        let finished = complete.count + pruned.count + infeasible.count
        var room = TrialSplit.goodCount(of: finished, objectives: history.directions.count)
        var below: [Int] = [], above = running
        for order in [
            TrialSplit.byValue(complete, history, room), TrialSplit.byReports(pruned, history),
            TrialSplit.sorted(infeasible) { history.trials[$0].violation },
        ] {
            below += order.prefix(room)
            above += order.dropFirst(room)
            room -= min(room, order.count)
        }
        self.below = below.sorted()
        self.above = above.sorted()
    }

    /// min(⌈0.1 n⌉, 25); with several objectives ⌈0.1 n⌉.
    static func goodCount(of finished: Int, objectives: Int = 1) -> Int {
        let tenth = Int((0.1 * Double(finished)).rounded(.up))
        return objectives == 1 ? min(tenth, 25) : tenth
    }

    private static func byValue(_ trials: [Int], _ history: History, _ room: Int) -> [Int] {
        if history.directions.count == 1 { return sorted(trials) { history.directions[0].loss(history.trials[$0].values[0]) } }
        let order = ParetoOrder(trials.map { history.losses(of: history.trials[$0]) }).best(room)
        let chosen = Set(order)
        return order.map { trials[$0] } + trials.indices.filter { !chosen.contains($0) }.map { trials[$0] }
    }

    private static func byReports(_ trials: [Int], _ history: History) -> [Int] {
        let direction = history.directions[0]
        let keys = trials.map { index -> (Int, Double) in
            guard let last = history.trials[index].reports.last else { return (1, 0) }
            return (-last.epoch, last.value.isNaN ? .infinity : direction.loss(last.value))
        }
        return trials.indices.sorted { (keys[$0].0, keys[$0].1, $0) < (keys[$1].0, keys[$1].1, $1) }.map { trials[$0] }
    }

    private static func sorted(_ trials: [Int], by key: (Int) -> Double) -> [Int] {
        let keys = trials.map(key)
        return trials.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { trials[$0] }
    }
}
