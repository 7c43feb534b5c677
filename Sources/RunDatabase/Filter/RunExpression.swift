import Diagnostics

/// A filter over runs, parsed: `model = "ancf" and ndcg@10 > 0.35 and started > 2d ago`. docs/filters.md has the language.
///
/// A run that lacks what a condition names fits neither the condition nor its opposite, only `is null`, as in SQL. `~` is true where the
/// text contains the other, whatever the case. What names mean is known only with a database: `RunDatabase.runs` checks them.
public struct RunExpression: Hashable, Sendable {
    let text: FilterText
    let node: FilterNode

    /// Throws `usage` with the place of what cannot be read.
    public init(parsing text: String) throws(Failure) {
        self.text = FilterText(text)
        node = try FilterParser.parse(self.text)
    }
}

/// A field to sort by; runs without it come last either way.
public struct RunSortKey: Hashable, Sendable {
    public var name: String
    public var descending: Bool

    public init(_ name: String, descending: Bool) {
        self.name = name
        self.descending = descending
    }

    /// `ndcg@10` from the smallest, `-ndcg@10` from the largest; several with commas between them.
    public static func parse(_ text: String) -> [RunSortKey] {
        text.split(separator: ",").map { part in
            let name = part.drop { $0 == " " }
            return name.hasPrefix("-")
                ? RunSortKey(String(name.dropFirst()), descending: true) : RunSortKey(String(name), descending: false)
        }
    }
}
