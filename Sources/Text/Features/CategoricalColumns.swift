import Datasets

/// One-hot and multi-hot columns. The first column, `unknown`, is for values that are missing or rarer than asked; the others are in the
/// order of the values' UTF-8 bytes, so that columns do not depend on the order of rows.
extension FieldColumns {
    static let unknown = "?"

    init(categorical texts: [String], _ options: CategoricalOptions) {
        let values = texts.map { text in
            let value = trimmed(text)
            return options.prefix.map { String(value.prefix($0)) } ?? value
        }
        self.init(.categorical, rows: values.map { [$0] }, minCount: options.minCount)
    }

    init(multi texts: [String], _ options: MultiOptions) throws(FieldProblem) {
        guard !options.separator.isEmpty else { throw FieldProblem(message: "'separator' is empty", hint: "for example separator: \"|\"") }
        let rows = texts.map { text in
            text.split(separator: options.separator, omittingEmptySubsequences: true).map { trimmed(String($0)) }
        }
        self.init(.multi, rows: rows, minCount: options.minCount)
    }

    private init(_ kind: FeatureField.Kind, rows: [[String]], minCount: Int) {
        var counts: [String: Int] = [:]
        for row in rows { for value in Set(row) where !value.isEmpty { counts[value, default: 0] += 1 } }
        let kept = counts.filter { $0.value >= minCount }.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let columnOf = Dictionary(zip(kept, 1...), uniquingKeysWith: { first, _ in first })
        self.init(kind, labels: [Self.unknown] + kept)
        for row in rows {
            let columns = Set(row.map { columnOf[$0] ?? 0 })
            addRow((columns.isEmpty ? [0] : columns.sorted()).map { (column: $0, value: 1) })
        }
    }
}

func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
}
