import JSON

/// One line of `pipeline doctor`: something that was looked up or measured, and what to do where it is slow.
public struct Finding: Hashable, Sendable {
    public enum Verdict: String, Hashable, Sendable { case fine, note, slow }

    /// machine, products, memory, disk, database, data
    public var area: String
    public var name: String
    public var value: JSONValue
    public var unit: String?
    public var verdict = Verdict.fine
    public var advice: String?

    public init(_ area: String, _ name: String, _ value: JSONValue, unit: String? = nil) {
        self.area = area
        self.name = name
        self.value = value
        self.unit = unit
    }

    func advised(_ verdict: Verdict, _ advice: String, when isSo: Bool = true) -> Finding {
        guard isSo else { return self }
        var finding = self
        (finding.verdict, finding.advice) = (verdict, advice)
        return finding
    }
}
