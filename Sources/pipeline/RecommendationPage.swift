import Console
import Diagnostics
import JSON
import Models
import Quantities
import Recommendations

/// One answer of `pipeline recommend`, for people and as data.
struct RecommendationPage {
    let answer: Recommendation
    let source: TrainedRun
    let items: Catalogue
    let isExplained: Bool

    static func rendered(_ pages: [RecommendationPage], as format: OutputFormat) -> String {
        switch format {
        case .json: JSONValue.array(pages.map(\.json)).pretty + "\n"
        case .table: pages.map(\.text).joined(separator: "\n")
        default:
            merged(pages).rendered(as: format, width: nil, color: false)
        }
    }

    private var text: String {
        let terminal = TerminalCapabilities.standardOutput
        let who = answer.user.map { "user \($0)" } ?? "somebody with " + answer.trainingItems.map(label).joined(separator: ", ")
        let head = Style.bold.paint("\(source.run.experiment)/\(source.run.variant)  \(source.run.id)  \(who)", color: terminal.color)
        var table = Table(columns)
        for (place, entry) in answer.entries.enumerated() { table.append(row(place, entry)) }
        let notes = remarks.flatMap { wrapped($0, to: min(terminal.width ?? 100, 110)) }
        return ([head] + (answer.remark == nil ? [] : notes)).joined(separator: "\n") + "\n"
            + table.rendered(as: .table, width: terminal.width, color: terminal.color)
            + (answer.remark == nil ? notes.map { Style.dim.paint($0, color: terminal.color) + "\n" }.joined() : "")
    }

    private var hasHeldOut: Bool { answer.entries.contains(where: \.isHeldOut) }

    private var columns: [Table.Column] {
        var columns: [Table.Column] = [.number("#", key: "rank"), Table.Column("item", mayShrink: false), Table.Column("title")]
        columns.append(.number(scoreTitle, key: "score"))
        if hasHeldOut { columns.append(Table.Column("held out", key: "held_out", mayShrink: false)) }
        if isExplained { columns.append(Table.Column("because", wraps: true)) }
        return columns
    }

    private var scoreTitle: String { answer.basis == .popularity ? "interactions" : source.scoreName }

    private func row(_ place: Int, _ entry: Recommendation.Entry) -> [Table.Cell] {
        var cells: [Table.Cell] = [
            .integer(place + 1), .text(items.ids[Int(entry.item)], style: .dim), .text(items.title(entry.item)),
            answer.basis == .popularity ? .count(Int(entry.score)) : .metric(Double(entry.score)),
        ]
        if hasHeldOut { cells.append(.text(entry.isHeldOut ? "✓" : "", style: .green)) }
        if isExplained { cells.append(.text(entry.explanation.map(words) ?? "")) }
        return cells
    }

    /// Several users in one table of data.
    private static func merged(_ pages: [RecommendationPage]) -> Table {
        var table = Table([
            Table.Column("user"), Table.Column("basis"), .number("rank"), Table.Column("item"), Table.Column("title"), .number("score"),
            Table.Column("held_out"), Table.Column("because"),
        ])
        for page in pages {
            for (place, entry) in page.answer.entries.enumerated() {
                table.append([
                    .text(page.answer.user ?? ""), .text(page.basis), .integer(place + 1), .text(page.items.ids[Int(entry.item)]),
                    .text(page.items.title(entry.item)), .metric(Double(entry.score)),
                    Table.Cell(.bool(entry.isHeldOut), text: entry.isHeldOut ? "true" : "false"),
                    .text(entry.explanation.map(page.words) ?? ""),
                ])
            }
        }
        return table
    }

    private var basis: String {
        switch answer.basis {
        case .model: "model"
        case .items: "items"
        case .popularity: "popularity"
        }
    }

    private func label(_ item: Int32) -> String {
        let title = items.title(item)
        return title.isEmpty ? items.ids[Int(item)] : title
    }
}

/// Why, in words.
extension RecommendationPage {
    func words(_ explanation: Explanation) -> String {
        switch explanation {
        case .none: ""
        case .likeness(let parts): "like " + parts.map { "\(label($0.item)) (\(formatMetric(Double($0.value))))" }.joined(separator: ", ")
        case .sum(let parts, let others, let terms):
            (parts.map { "\(signed($0.value)) \(label($0.item))" } + (others == 0 ? [] : ["\(signed(others)) other items"])
                + terms.map { "\(signed($0.value)) \($0.name)" }).joined(separator: "; ")
        }
    }

    private func signed(_ value: Float) -> String { (value < 0 ? "−" : "+") + formatMetric(Double(abs(value))) }

    private var isSum: Bool {
        answer.entries.contains { entry in
            if case .sum? = entry.explanation { true } else { false }
        }
    }

    private var remarks: [String] {
        if let remark = answer.remark { return [remark] }
        var remarks: [String] = []
        if answer.basis == .model {
            let left = Set(answer.trainingItems + answer.validationItems).count
            remarks.append(
                "\(formatCount(left)) items that the user has are left out: \(formatCount(answer.trainingItems.count)) in training, "
                    + "\(formatCount(answer.validationItems.count)) in validation."
                    + (hasHeldOut ? " ✓: in the user's test part, which the model has not seen." : ""))
        }
        if isExplained, isSum { remarks.append("A score is the sum of what stands in its line.") }
        if isExplained, !isSum {
            let model = source.model.definition.id
            remarks.append(
                answer.entries.contains { $0.explanation != Explanation.none && $0.explanation != nil }
                    ? "A score of '\(model)' is no sum over items: named are the user's own items that the model holds to be most like it."
                    : "A score of '\(model)' says nothing about single items.")
        }
        return remarks
    }

    private var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("run", .string(source.run.id)), ("user", answer.user.map(JSONValue.string) ?? .null), ("basis", .string(basis)),
            ("remark", answer.remark.map(JSONValue.string) ?? .null),
            (
                "left_out",
                .object([("training", .int(answer.trainingItems.count)), ("validation", .int(answer.validationItems.count))])
            ),
        ]
        members.append(("items", .array(answer.entries.enumerated().map { place, entry in json(place, entry) })))
        return .object(members)
    }

    private func json(_ place: Int, _ entry: Recommendation.Entry) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("rank", .int(place + 1)), ("item", .string(items.ids[Int(entry.item)])),
            ("attributes", .object(items.attributes(entry.item).map { ($0.name, .string($0.value)) })),
            ("score", .double(Double(entry.score))), ("held_out", .bool(entry.isHeldOut)),
        ]
        let part = { (part: ScoreParts.ItemPart) in
            JSONValue.object([
                ("item", .string(items.ids[Int(part.item)])), ("title", .string(items.title(part.item))),
                ("value", .double(Double(part.value))),
            ])
        }
        switch entry.explanation {
        case .sum(let parts, let others, let terms)?:
            members.append(
                (
                    "sum",
                    .object([
                        ("items", .array(parts.map(part))), ("other_items", .double(Double(others))),
                        ("terms", .object(terms.map { ($0.name, .double(Double($0.value))) })),
                    ])
                ))
        case .likeness(let parts)?: members.append(("most_alike", .array(parts.map(part))))
        default: break
        }
        return .object(members)
    }
}
