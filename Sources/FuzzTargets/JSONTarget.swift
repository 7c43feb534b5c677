import JSON

/// JSON text: what is read and written again is the same value.
let jsonTarget = FuzzTarget("json", "JSON text, read and written") {
    { bytes in
        guard let value = try? JSONValue(parsing: bytes[...]), value.isFinite else { return }
        for text in [value.compact, value.pretty] {
            do {
                try promise(try JSONValue(parsing: text) == value, "written and read again it is another value: \(text)")
            } catch let problem as JSONParser.Problem {
                throw FuzzFinding("what was written cannot be read: \(problem): \(text)")
            }
        }
    }
}

extension JSONValue {
    /// Numbers beyond those of 64 bits (`1e999`) are read as infinite, and written as null.
    fileprivate var isFinite: Bool {
        switch self {
        case .double(let value): value.isFinite
        case .array(let values): values.allSatisfy(\.isFinite)
        case .members(let members): members.allSatisfy(\.value.isFinite)
        default: true
        }
    }
}
