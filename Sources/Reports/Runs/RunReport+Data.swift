import Charts
import Console
import Datasets
import Orchestrator
import Quantities

extension RunReport {
    /// The profile of each data set that the runs start from, and how interactions spread.
    var data: Markup {
        var seen: Set<String> = [], body = Markup()
        let kinds = Set(runs.compactMap { $0.artifact("ingest") }).count
        for run in runs {
            guard let digest = run.artifact("ingest"), seen.insert(digest).inserted else { continue }
            guard let profile = workspace.profile(of: run.stages) else { continue }
            if kinds > 1 { body += .heading("Data of \(run.title)") }
            var table = Table([Table.Column("what", mayShrink: false), Table.Column("value", wraps: true)])
            for row in profile.rows { table.append([.text(row.label), .text(row.value)]) }
            body += .figures(spread(run)) + .table(table)
        }
        return body
    }

    private func spread(_ run: ReportedRun) -> [Markup] {
        guard let path = try? workspace.path(of: "split.safetensors", in: run.stages), let split = try? SplitFiles.read(path: { _ in path })
        else { return [] }
        var perUser = [Int](repeating: 0, count: split.userCount), perItem = [Int](repeating: 0, count: split.itemCount)
        for user in split.train.users { perUser[Int(user)] += 1 }
        for item in split.train.items { perItem[Int(item)] += 1 }
        return [popularity(perItem), activity(perUser)].compactMap { $0 }
    }

    /// Interactions of the items in order of popularity, both on logarithmic axes.
    private func popularity(_ counts: [Int]) -> Markup? {
        let sorted = counts.filter { $0 > 0 }.sorted(by: >)
        guard sorted.count > 1 else { return nil }
        // About two hundred ranks, evenly on the axis.
        var ranks: [Int] = [], rank = 1.0
        while Int(rank) <= sorted.count {
            if ranks.last != Int(rank) { ranks.append(Int(rank)) }
            rank = max(rank + 1, rank * 1.04)
        }
        if ranks.last != sorted.count { ranks.append(sorted.count) }
        let points = ranks.map { rank in
            Series.Point(
                Double(rank), Double(sorted[rank - 1]),
                hover: "item number \(formatCount(rank)) by popularity\n\(formatCount(sorted[rank - 1])) interactions")
        }
        let chart = Chart(
            "Popularity of items", x: Axis("rank of the item", isLog: true), y: Axis("training interactions", isLog: true),
            series: [Series("items", points: points)])
        return .figure(chart, height: 280, isWide: false)
    }

    /// Users by their number of training interactions, in bins of equal width on a logarithmic scale.
    private func activity(_ counts: [Int]) -> Markup? {
        let known = counts.filter { $0 > 0 }
        guard let low = known.min(), let high = known.max(), high > low else { return nil }
        let scale = Scale(Double(low), Double(high) + 1, isLog: true), bins = min(24, high - low + 1)
        var edges = (0...bins).map { scale.value(Double($0) / Double(bins)).rounded() }
        edges = edges.enumerated().filter { $0.offset == 0 || $0.element > edges[$0.offset - 1] }.map(\.element)
        let points = zip(edges, edges.dropFirst()).map { from, to in
            let users = known.count { Double($0) >= from && Double($0) < to }
            let range = to - from <= 1 ? "\(Int(from))" : "\(Int(from))–\(Int(to) - 1)"
            return Series.Point(from, Double(users), end: to, hover: "\(formatCount(users)) users with \(range) interactions")
        }
        let chart = Chart(
            "Activity of users", x: Axis("training interactions of a user", isLog: true, isNice: false), y: Axis("users"),
            series: [Series("users", .columns, color: 2, points: points)])
        return .figure(chart, height: 280, isWide: false)
    }
}
