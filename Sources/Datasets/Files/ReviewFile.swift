import Diagnostics
import Safetensors

/// `reviews.csv`: the texts of interactions, row by row as in `interactions.safetensors`: columns `summary` and `text`, by RFC 4180.
public enum ReviewFile {
    public static let name = "reviews.csv"
    /// The columns, as fields of `tokenize` name them after `review.`.
    public static let columns = ["summary", "text"]

    /// Collects rows; whoever holds it writes them out now and then.
    struct Writer {
        private var bytes = Array("summary,text\n".utf8)

        var isLarge: Bool { bytes.count > 1_000_000 }

        mutating func add(summary: String, text: String) { AttributeFile.append([summary, text], to: &bytes) }

        mutating func take() -> [UInt8] {
            defer { bytes.removeAll(keepingCapacity: true) }
            return bytes
        }
    }

    /// The wanted columns joined by blanks, one text an interaction.
    public static func texts(_ wanted: [String], path: String) throws -> [String] {
        var reader = try RecordReader(path: path, layout: TextLayout(encoding: .utf8))
        let damaged = Failure(.invalidInput, "'\(path)' is not a table that this program wrote")
        guard try reader.next(), reader.fields.compactMap({ reader.text($0) }) == columns else { throw damaged }
        let positions = wanted.compactMap { columns.firstIndex(of: $0) }
        var texts: [String] = []
        while try reader.next() {
            guard reader.problem == nil, reader.fields.count == columns.count else { throw damaged }
            let parts = positions.compactMap { reader.text(reader.fields[$0]) }
            guard parts.count == positions.count else { throw damaged }
            texts.append(parts.count == 1 ? parts[0] : parts.joined(separator: " "))
        }
        return texts
    }
}
