/// The members that the objects of a file have, as a header has columns.
enum JSONColumns {
    /// A member that the first so many objects all lack is one that there is not.
    static let looked = 10_000

    /// Dotted names in order of first appearance; then those of `asked` that are elements of lists, which have too many to be listed.
    static func names(path: String, layout: TextLayout, asked: [String] = []) throws -> [String] {
        var layout = layout, names: [String] = [], known: Set<String> = []
        layout.members = JSONMembers([])
        var reader = try RecordReader(path: path, layout: layout), count = 0
        while count < looked, try reader.next() {
            count += 1
            guard reader.problem == nil else { continue }
            var scanner = JSONScanner(reader.buffer, from: reader.recordStart, collectsNames: true)
            do throws(JSONScanner.Stop) { try scanner.object(nil) } catch { continue }
            for name in scanner.names ?? [] where known.insert(name).inserted { names.append(name) }
        }
        let elements = asked.filter { name in name.split(separator: ".").dropFirst().contains { Int($0) != nil } }
        return names.isEmpty ? [] : names + elements.filter { known.insert($0).inserted }
    }
}
