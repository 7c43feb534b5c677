import Diagnostics
import Evaluation
import Files
import JSON
import Store

/// Everybody's lists as a file that grows while they are made, and has its name once it is whole.
public final class RecommendationFile {
    public enum Format: String, Sendable, CaseIterable {
        /// RFC 4180: user, rank, item, title, score; a line an item.
        case csv
        /// A line a user: {"user", "items": [{"item", "title", "score"}]}.
        case jsonl

        public init?(path: String) {
            guard let found = Self.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") }) else { return nil }
            self = found
        }
    }

    private let file: OutputFile
    private let format: Format
    private let users: Catalogue
    private let items: Catalogue

    public init(path: String, format: Format, of everyone: EveryUser) throws(Failure) {
        file = try OutputFile(path)
        self.format = format
        users = everyone.users
        items = everyone.items
        if format == .csv { try file.write("user,rank,item,title,score\n") }
    }

    public func write(_ range: Range<Int>, _ lists: [[ScoredItem]]) throws {
        var text = ""
        for (user, list) in zip(range, lists) {
            switch format {
            case .csv:
                let id = Self.field(users.ids[user])
                for (place, entry) in list.enumerated() {
                    text +=
                        "\(id),\(place + 1),\(Self.field(items.ids[Int(entry.item)])),\(Self.field(items.title(entry.item))),\(entry.score)\n"
                }
            case .jsonl:
                let entries = list.map { entry in
                    JSONValue.object([
                        ("item", .string(items.ids[Int(entry.item)])), ("title", .string(items.title(entry.item))),
                        ("score", .double(Double(entry.score))),
                    ])
                }
                text += JSONValue.object([("user", .string(users.ids[user])), ("items", .array(entries))]).compact + "\n"
            }
        }
        try file.write(text)
    }

    public func finish() throws(Failure) { try file.finish() }

    private static func field(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
