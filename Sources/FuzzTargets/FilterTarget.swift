import Diagnostics
import Parameters
import RunDatabase

/// A filter over runs: parsed, compiled and run in a database of three runs.
let filterTarget = FuzzTarget("filter", "a filter over runs, and keys to sort by after a semicolon", maximumBytes: 256) {
    let folder = try ScratchFolder()
    let database = try RunDatabase(path: folder.path + "/runs.db", mode: .readWrite)
    folder.adopt(["runs.db", "runs.db-wal", "runs.db-shm", "runs.db.lock"])
    for seed in 1...3 {
        let started = Timestamp(milliseconds: 1_772_359_200_000 + seed * 86_400_000)
        try database.beginRun(
            RunRecord(
                id: "a\(seed)f0", experiment: "e", variant: "ancf@seed=\(seed)", seed: seed,
                parameters: .record([("train", .record([("model", .string("ancf")), ("learning_rate", .double(0.001 * Double(seed)))]))]),
                tags: ["note": "Grüße \(seed)"], started: started))
        try database.log(metrics: [MetricPoint(run: "a\(seed)f0", name: "ndcg@10", value: 0.3 + 0.1 * Double(seed))])
        try database.finishRun("a\(seed)f0", status: .finished, at: Timestamp(milliseconds: started.milliseconds + 5000))
    }
    return { bytes in
        let parts = bytes.split(separator: UInt8(ascii: ";"), maxSplits: 1, omittingEmptySubsequences: false)
        let texts = parts.map { String(decoding: $0, as: UTF8.self) }, filter = texts.first ?? ""
        let keys = texts.count > 1 ? RunSortKey.parse(texts[1]) : []
        _ = try orderly {
            let order: RunFilter.Order = keys.isEmpty ? .newestFirst : .keys(keys)
            let expression = try RunExpression(parsing: filter)
            let found = try database.runs(RunFilter(order: order, expression: expression)).map(\.id)
            try promise(Set(found).count == found.count && found.count <= 3, "runs found twice")
            // A run fits a condition, its opposite, or (where it lacks a value) neither.
            guard let opposite = try orderly({ try RunExpression(parsing: "not (\(filter)\n)") }) else { return }
            let others = try database.runs(RunFilter(expression: opposite)).map(\.id)
            try promise(Set(found).isDisjoint(with: others), "a run fits a condition and its opposite")
        }
    }
}
