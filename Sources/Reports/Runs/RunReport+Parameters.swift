import Charts
import Console
import Quantities

extension RunReport {
    /// What differs between the runs, then each resolved spec.
    var parameters: Markup {
        let differing = differingNames
        var body = Markup()
        if runs.count > 1 {
            if differing.isEmpty {
                body += .paragraph("No parameter differs.", class: "note")
            } else {
                let few = runs.count <= 6
                body += .table(few ? sideBySide(differing) : downwards(differing))
            }
            let known = Set(runs.flatMap { $0.summary.parameters.map(\.name) }).count
            body += .paragraph("\(formatCount(known - differing.count)) parameters are the same in all.", class: "note")
        }
        let marked = Set(differing)
        for run in runs.prefix(12) {
            guard let listing = SpecListing(json: run.details.spec, marked: marked) else { continue }
            let title = "Resolved spec of \(run.title)" + (marked.isEmpty ? "" : ", with what differs marked")
            body += .details(title, listing.markup)
        }
        return body
    }

    private var differingNames: [String] {
        guard runs.count > 1 else { return [] }
        let tables = runs.map { run in Dictionary(run.summary.parameters.map { ($0.name, $0.text) }) { first, _ in first } }
        return Set(tables.flatMap(\.keys)).sorted().filter { name in Set(tables.map { $0[name] }).count > 1 }
    }

    private func sideBySide(_ names: [String]) -> Table {
        var table = Table([Table.Column("parameter", mayShrink: false)] + runs.map { Table.Column($0.title) })
        for name in names { table.append([.text(name, style: .bold)] + runs.map { cell($0, name) }) }
        return table
    }

    /// One row a run.
    private func downwards(_ names: [String]) -> Table {
        var table = Table([Table.Column("run", mayShrink: false)] + names.map { Table.Column($0) })
        for run in runs { table.append([.text(run.title, style: .bold)] + names.map { cell(run, $0) }) }
        return table
    }

    private func cell(_ run: ReportedRun, _ name: String) -> Table.Cell {
        run.summary.parameter(name).map { .text($0.text) } ?? Table.Cell(.null, text: "–", style: .dim)
    }
}
