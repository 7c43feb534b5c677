import Datasets
import Engine
import Text

/// Features of users and items out of the tables that ingest kept.
struct AttributeEncodeExecutor: StageExecutor {
    /// What each column stands for: `side,column,feature=value`.
    static let columnsFile = "feature_columns.csv"

    let encoder: any AttributeEncoder

    func execute(_ context: StageContext) throws {
        let artifact = try context.artifact("ingest")
        let sides = encoder.sides
        let users = try sides.user ? DatasetFiles.readUsers { try artifact.path($0) } : (ids: [], fields: [:])
        let items = try sides.item ? DatasetFiles.readItems { try artifact.path($0) } : (ids: [], fields: [:])
        let features = try encoder.encode(
            users: AttributeColumns(count: users.ids.count, columns: users.fields),
            items: AttributeColumns(count: items.ids.count, columns: items.fields))
        for warning in features.warnings { context.warn(warning) }
        try context.writeFile(FeaturesFile.name, FeaturesFile.writer(user: features.user, item: features.item).write)
        let lines = ["side,column,label"] + lines("user", features.userLabels) + lines("item", features.itemLabels)
        try context.write(lines.joined(separator: "\n") + "\n", to: Self.columnsFile)
        let counts = [("features/user", features.user), ("features/item", features.item)]
        let points = counts.compactMap { name, matrix in matrix.map { MetricsFile.Point(name, Double($0.columnCount)) } }
        try context.writeFile(MetricsFile.name) { try $0(try MetricsFile.encode(points)) }
    }

    private func lines(_ side: String, _ labels: [String]) -> [String] {
        labels.enumerated().map { column, label in "\(side),\(column),\(quoted(label))" }
    }

    /// A CSV field by RFC 4180.
    private func quoted(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }
}
