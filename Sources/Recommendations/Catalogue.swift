import Datasets
import Diagnostics

/// Ids and attributes of items, or of users, by index.
public struct Catalogue: Sendable {
    public let noun: String
    public let ids: [String]
    public let fields: [String: [String]]

    init(noun: String, ids: [String], fields: [String: [String]]) {
        (self.noun, self.ids, self.fields) = (noun, ids, fields)
    }

    /// The index of an id, byte for byte; else of one that looks the same (`é` as one scalar or two); nil where there is none.
    public func index(of id: String) -> Int32? {
        let exact = ids.firstIndex { $0.utf8.elementsEqual(id.utf8) }
        return (exact ?? ids.firstIndex(of: id)).map { Int32(truncatingIfNeeded: $0) }
    }

    /// What people call an item: its title, or name; "" where the data has neither.
    public func title(_ index: Int32) -> String { titles?[Int(index)] ?? "" }

    var titles: [String]? { fields["title"] ?? fields["name"] }

    /// Titles and other attributes by name, empty ones left out.
    public func attributes(_ index: Int32) -> [(name: String, value: String)] {
        fields.keys.sorted().compactMap { name in
            fields[name].map { (name, $0[Int(index)]) }
        }.filter { !$0.value.isEmpty }
    }

    /// By id, else by title: the whole of it, or a part that only one title has, whatever the case. Throws `Failure(.usage)` with what
    /// was probably meant.
    public func find(_ word: String) throws(Failure) -> Int32 {
        if let index = index(of: word) { return index }
        if let titles {
            let wanted = word.lowercased(), lowered = titles.map { $0.lowercased() }
            let exact = lowered.indices.filter { lowered[$0] == wanted }
            let fitting = exact.isEmpty ? lowered.indices.filter { !wanted.isEmpty && lowered[$0].contains(wanted) } : exact
            if fitting.count == 1 { return Int32(truncatingIfNeeded: fitting[0]) }
            if fitting.count > 1 {
                let shown = fitting.prefix(10).map { Diagnostic(.note, "\(ids[$0])  \(titles[$0])") }
                throw Failure(
                    .usage,
                    [.error("'\(word)' is in \(fitting.count) titles of \(noun)s", hint: "give more of the title, or the id")] + shown)
            }
        }
        throw Failure(.usage, "there is no \(noun) '\(word)' in the data of this run", hint: suggestion(for: word))
    }

    /// What may have been meant by an id that is not there; nil where nothing is near.
    public func suggestion(for word: String) -> String? {
        let near = closest(to: word, among: ids) ?? titles.flatMap { closest(to: word, among: $0) }
        if let near { return "did you mean '\(near)'?" }
        let examples = ids.prefix(3).joined(separator: ", ")
        return ids.isEmpty ? nil : "\(noun)s of this run have ids such as \(examples)"
    }
}
