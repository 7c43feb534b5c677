import Diagnostics
import Evaluation
import Files
import Glibc
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

    private let path: String
    private let unfinished: String
    private let format: Format
    private let users: Catalogue
    private let items: Catalogue
    private let descriptor: Int32
    private var isFinished = false

    public init(path: String, format: Format, of everyone: EveryUser) throws(Failure) {
        (self.path, self.format, users, items) = (path, format, everyone.users, everyone.items)
        unfinished = "\(path).\(getpid()).part"
        descriptor = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Failure(.inputOutput, "cannot write '\(path)': \(String(cString: strerror(errno)))", hint: "is there such a folder?")
        }
        if format == .csv { try FileSystem.local.write(Array("user,rank,item,title,score\r\n".utf8), to: descriptor, path: path) }
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(unfinished) }
    }

    public func write(_ range: Range<Int>, _ lists: [[ScoredItem]]) throws {
        var text = ""
        for (user, list) in zip(range, lists) {
            switch format {
            case .csv:
                let id = Self.field(users.ids[user])
                for (place, entry) in list.enumerated() {
                    text +=
                        "\(id),\(place + 1),\(Self.field(items.ids[Int(entry.item)])),\(Self.field(items.title(entry.item))),\(entry.score)\r\n"
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
        try FileSystem.local.write(Array(text.utf8), to: descriptor, path: path)
    }

    public func finish() throws(Failure) {
        guard rename(unfinished, path) == 0 else {
            throw Failure(.inputOutput, "cannot write '\(path)': \(String(cString: strerror(errno)))")
        }
        isFinished = true
    }

    private static func field(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
