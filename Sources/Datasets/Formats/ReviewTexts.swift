import Diagnostics
import Safetensors

/// Goes through a file of objects once more, for the texts of the interactions that stay.
struct ReviewTexts {
    let path: String
    let layout: TextLayout
    /// Names of the summary's and the text's member; nil for none.
    let members: [String?]
    let isHTML: Bool

    /// `reviews.csv`: the texts of the given records (from 1, ascending), one row each.
    func write(_ records: [Int32], to sink: ByteSink) throws {
        let wanted = members.compactMap(\.self)
        var layout = layout
        layout.members = JSONMembers(wanted)
        var reader = try RecordReader(path: path, layout: layout), writer = ReviewFile.Writer(), number: Int32 = 0
        for record in records {
            repeat {
                guard try reader.next() else { throw Failure(.inputOutput, "'\(path)' became shorter while it was read") }
                number += 1
            } while number < record
            let texts = members.map { name in
                let text = name.flatMap { wanted.firstIndex(of: $0) }.flatMap { reader.text(reader.fields[$0]) } ?? ""
                return isHTML ? HTMLText.plain(text) : text
            }
            writer.add(summary: texts[0], text: texts[1])
            if writer.isLarge { try sink(writer.take()) }
        }
        try sink(writer.take())
    }
}
