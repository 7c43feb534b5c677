/// A file of products: only those that someone reviewed are kept.
enum AmazonMetadata {
    static let columns = ["title", "description", "categories", "brand"]

    static func read(_ path: String, _ common: IngestOptions, items: IdentifierIndex) throws -> AttributeTable {
        let file = try LineFile(path: path), known = Set(items.identifiers.map(ExactText.init))
        var table = AttributeTable(names: columns, rules: items.rules), bad = BadRows(policy: common.onBadRow)
        while try file.advance() {
            guard !file.isBlank else { continue }
            do throws(LooseJSON.Problem) {
                let members = try LooseJSON.members(names, of: file.buffer, in: file.line)
                guard case .text(let id)? = members["parent_asin"] ?? members["asin"], !id.isEmpty else {
                    throw LooseJSON.Problem(message: "'asin' is missing", offset: 0)
                }
                if known.contains(ExactText(items.rules.normalized(id))) { table.add(id, values(members)) } else { table.unused += 1 }
            } catch {
                bad.add(error.message, at: file.location(error.offset), sourceLine: file.shownLine)
            }
        }
        table.bad = bad.count
        try bad.check(path: path)
        return table
    }

    private static let names: Set = ["asin", "parent_asin", "title", "description", "categories", "category", "brand", "store"]

    /// The brand is the store in 2023. Categories (2014: paths of them, later: one list) each once, separated by `|`.
    private static func values(_ members: [String: LooseJSON.Value]) -> [String] {
        var seen: Set<String> = []
        let categories = (members["categories"] ?? members["category"]).pieces.filter { seen.insert($0).inserted }
        return [
            members["title"].plainText, members["description"].plainText, categories.joined(separator: "|"),
            (members["brand"] ?? members["store"]).plainText,
        ]
    }
}
