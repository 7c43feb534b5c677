import Charts
import Comparison
import Console
import Datasets
import Quantities
import Statistics

extension RunReport {
    /// The primary metric among kinds of users: of the best ten runs that were tested alike.
    var segments: Markup {
        guard let primary, let comparison, comparison.primaryMetric?.values[0]?.interval != nil, let best,
            let path = try? workspace.path(of: "split.safetensors", in: best.stages),
            let split = try? SplitFiles.read(path: { _ in path })
        else { return Markup() }
        let threshold = best.summary.parameter("evaluate.relevance_threshold")?.number
        let segments = Segments(split, threshold: threshold)
        let alike = contestants.indices.filter { comparison.mismatchesBySide[$0].isEmpty && comparison.tables[$0] != nil }.prefix(10)
        let shown = alike.map { (contestant: contestants[$0], column: comparison.tables[$0]?.column(primary)) }
        let head =
            "Popular are the \(formatCount(segments.headCount)) items (a fifth) with most training interactions: they have "
            + "\(fixed(segments.headShare * 100, decimals: 0)) % of them."
        return .paragraph(
            "Mean \(primary) over the users of a segment, with 95 % intervals of Student's t where it has twenty users or more.")
            + block("By the number of training interactions of a user", segments.byHistory, shown, primary, note: "")
            + block("By the popularity of a user's test items", segments.byPopularity, shown, primary, note: head)
    }

    private typealias Shown = (contestant: Contestant, column: PerUserTable.Column?)

    private func block(_ title: String, _ segments: [Segments.Segment], _ shown: [Shown], _ metric: String, note: String) -> Markup {
        guard !segments.isEmpty else { return Markup() }
        let lookups = shown.map { one -> [Int32: Double] in
            guard let column = one.column else { return [:] }
            return Dictionary(zip(column.users, column.values)) { first, _ in first }
        }
        let moments = lookups.map { values in
            segments.map { segment in Moments(segment.users.compactMap { values[$0] }) }
        }
        var table = Table([Table.Column("segment", mayShrink: false), .number("users")] + shown.map { .number($0.contestant.title) })
        for (row, segment) in segments.enumerated() {
            let values = moments.map { $0[row] }
            let best = values.map(\.mean).filter { !$0.isNaN }.max()
            let cells = values.map { one in
                one.count > 0 ? Table.Cell.metric(one.mean).styled(one.mean == best && values.count > 1 ? .best : .plain) : .empty
            }
            table.append([.text(segment.name, style: .bold), .count(segment.users.count)] + cells)
        }
        let figure = Markup.figure(chart(title, segments, shown, moments, metric), caption: note, height: chartHeight(segments, shown))
        return figure + .details("As a table", .table(table))
    }

    private func chartHeight(_ segments: [Segments.Segment], _ shown: [Shown]) -> Double {
        90 + Double(segments.count) * max(34, Double(shown.count) * 11)
    }

    /// Runs one below another within each segment.
    private func chart(
        _ title: String, _ segments: [Segments.Segment], _ shown: [Shown], _ moments: [[Moments]], _ metric: String
    ) -> Chart {
        let series = shown.map(\.contestant).enumerated().map { index, run in
            let shift = shown.count > 1 ? (Double(index) / Double(shown.count - 1) - 0.5) * 0.6 : 0
            return Series(
                run.title, .points, color: run.color,
                points: segments.indices.filter { moments[index][$0].count > 0 }.map { row in
                    let one = moments[index][row], interval = one.count >= 20 ? one.interval() : nil
                    let range = interval.map { "\n\(formatMetric($0.low))–\(formatMetric($0.high))" } ?? ""
                    return .init(
                        one.mean, Double(row) + shift, interval: interval.map { $0.low...max($0.low, $0.high) },
                        hover: "\(run.title)\n\(segments[row].name): \(formatCount(one.count)) users\n\(metric) \(formatMetric(one.mean))"
                            + range)
                })
        }
        let names = segments.map { "\($0.name) · \(formatCount($0.users.count)) users" }
        return Chart(title, x: Axis(metric), y: Axis("", categories: names), series: series)
    }
}
