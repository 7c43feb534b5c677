import Diagnostics

/// Warnings about ids that probably do not mean what they say: with blanks around them, whole numbers written in two ways, and the words
/// that programs write for a missing value.
struct IdentifierFindings {
    /// "user" or "item".
    let noun: String
    let identifiers: [String]
    /// How many rows have each id.
    let rows: [Int]

    var warnings: [Diagnostic] { [blanks, numbers, compositions, missing].compactMap(\.self) }

    private func rowCount(_ ids: [Int]) -> Int { ids.reduce(0) { $0 + rows[$1] } }

    private func shown(_ ids: [Int]) -> String { ids.prefix(3).map { "'\(identifiers[$0])'" }.joined(separator: ", ") }

    private var present: [Int] { identifiers.indices.filter { rows[$0] > 0 } }

    private var blanks: Diagnostic? {
        let found = present.filter { trimmed(identifiers[$0]) != nil }
        guard !found.isEmpty else { return nil }
        let known = Set(present.map { ExactText(identifiers[$0]) })
        let twins = found.count { id in trimmed(identifiers[id]).map { known.contains(ExactText($0)) } ?? false }
        return .warning(
            "\(found.count) of \(present.count) \(noun) ids have spaces around them (such as \(shown(Array(found.prefix(1)))), in "
                + "\(rowCount(found)) rows)" + (twins > 0 ? "; without them, \(twins) are ids of other \(noun)s" : ""),
            hint: "set `trim_ids: true` to read them without", kind: "ids_with_spaces")
    }

    /// The text without blanks at its ends, where it has some.
    private func trimmed(_ text: String) -> String? {
        guard let first = text.utf8.first, let last = text.utf8.last else { return nil }
        // Letters and digits, most ids, need no second look; 0xC2 and 0xA0 are bytes of a no-break space.
        guard first <= 0x20 || last <= 0x20 || first == 0xC2 || last == 0xA0 else { return nil }
        let bytes = Array(text.utf8), range = IdentifierRules.trimmed(0..<bytes.count, of: bytes)
        return range.count < bytes.count ? String(decoding: bytes[range], as: UTF8.self) : nil
    }

    /// `1` beside `1.0`, `01` or `+1`.
    private var numbers: Diagnostic? {
        let odd = present.compactMap { id in canonical(identifiers[id]).map { (id: id, number: $0) } }
        guard !odd.isEmpty else { return nil }
        var spellings: [String: [Int]] = [:]
        for (id, number) in odd { spellings[number, default: []].append(id) }
        for id in present where spellings[identifiers[id]] != nil { spellings[identifiers[id]]?.append(id) }
        let several = spellings.values.filter { $0.count > 1 }
        guard let example = several.min(by: { $0[0] < $1[0] }) else { return nil }
        let areDecimals = several.joined().contains { identifiers[$0].utf8.contains(UInt8(ascii: ".")) }
        return .warning(
            "\(several.joined().count) of \(present.count) \(noun) ids are whole numbers that are written in several ways (such as "
                + "\(shown(example))), so that each is several \(noun)s",
            hint: areDecimals ? "set `decimal_ids: integer` to read 1.0 as 1" : "write each id in one way", kind: "ids_of_one_number")
    }

    /// The plain spelling of a whole number that is written otherwise; nil for all other ids.
    private func canonical(_ text: String) -> String? {
        guard text.utf8.count <= 40, let first = text.utf8.first, first < 0x3A else { return nil }
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, whole.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        if parts.count == 2, !parts[1].utf8.allSatisfy({ $0 == 0x30 }) { return nil }
        let digits = whole.drop { $0 == "0" }
        let plain = (isNegative && !digits.isEmpty ? "-" : "") + (digits.isEmpty ? "0" : digits)
        return plain == text ? nil : plain
    }

    /// `é` as one scalar beside `é` as two: equal to every reader, and two ids.
    private var compositions: Diagnostic? {
        var first: [String: Int] = [:], found: [Int] = []
        for id in present where !identifiers[id].utf8.allSatisfy({ $0 < 0x80 }) {
            // Swift's own equality looks through the composition.
            if first[identifiers[id]] == nil { first[identifiers[id]] = id } else { found.append(id) }
        }
        guard !found.isEmpty else { return nil }
        return .warning(
            "\(found.count) of \(present.count) \(noun) ids differ from another only in how accents are written (such as \(shown(found)))",
            hint: "write texts in one Unicode normal form, such as NFC", kind: "ids_of_one_text")
    }

    private var missing: Diagnostic? {
        let found = present.filter { MissingValue.isWord(identifiers[$0]) }
        guard !found.isEmpty else { return nil }
        return .warning(
            "\(rowCount(found)) of \(rowCount(present)) rows have the \(noun) id \(shown(found)), which looks like a missing value: "
                + "\(found.count == 1 ? "it counts as one \(noun)" : "each counts as one \(noun)")",
            hint: "set `missing_ids: [\(found.map { "'\(identifiers[$0])'" }.joined(separator: ", "))]` to leave such rows out",
            kind: "missing_ids")
    }
}
