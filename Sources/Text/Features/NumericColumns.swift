/// (x − mean) / standard deviation over the rows that have a number (the deviation of a population; 1 where all are equal), then a column
/// that is 1 where there is none, with 0 in the first.
extension FieldColumns {
    init(numeric texts: [String], _ options: NumericOptions) throws(FieldProblem) {
        let texts = texts.map(trimmed)
        let numbers = texts.map { options.extract == .year ? year(in: $0) : decimal($0) }
        let known = numbers.compactMap(\.self)
        let unreadable = zip(texts, numbers).filter { !$0.0.isEmpty && $0.1 == nil }.map(\.0)
        let noun = options.extract == .year ? "year" : "number"
        guard !known.isEmpty || unreadable.isEmpty else {
            throw FieldProblem(message: "no value holds a \(noun), such as '\(unreadable[0])'", hint: "use kind: categorical")
        }
        self.init(.numeric, labels: ["standardised", "missing"])
        if let example = unreadable.first {
            warnings.append("\(unreadable.count) of \(texts.count) values hold no \(noun), such as '\(example)'")
        }
        let mean = known.reduce(0, +) / Double(max(1, known.count))
        let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, known.count))
        let deviation = variance > 0 ? variance.squareRoot() : 1
        for number in numbers {
            addRow(number.map { [(column: 0, value: Float(($0 - mean) / deviation))] } ?? [(column: 1, value: 1)])
        }
    }
}

/// A finite decimal number; nil for anything else.
private func decimal(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }) else { return nil }
    return Double(text).flatMap { $0.isFinite ? $0 : nil }
}

/// The last group of exactly four digits whose value is in 1000...2999.
private func year(in text: String) -> Double? {
    let groups = text.utf8.split { !(0x30...0x39).contains($0) }.filter { $0.count == 4 }
    let values = groups.map { group in group.reduce(0) { $0 * 10 + Int($1) - 0x30 } }
    return values.last { (1000...2999).contains($0) }.map(Double.init)
}
