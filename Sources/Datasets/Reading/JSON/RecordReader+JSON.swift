extension RecordReader {
    /// Where a file of objects is: in lines of them, or in a list.
    enum ListState { case before, lines, inside, after }

    /// The next object: of JSON Lines, of objects one after another, or of one list of them. A wanted member that is missing or null is an
    /// empty field.
    mutating func scanJSON() -> Int? {
        begin()
        let count = buffer.count
        // Kept only once the object is whole: until then the same bytes are looked at again.
        var index = recordStart, state = listState
        while index < count, Self.passes(buffer[index], &state) {
            if buffer[index] == 0x0A {
                nextLine += 1
                skippedLines += 1
            }
            index += 1
        }
        if index == count {
            guard atEnd else { return nil }
            listState = state
            return count
        }
        recordStart = index
        if state != .inside { state = .lines }
        var scanner = JSONScanner(buffer, from: index, fieldCount: layout.members?.names.count ?? 0)
        do throws(JSONScanner.Stop) {
            try scanner.object(layout.members?.root)
            listState = state
            nextLine += scanner.lines
            for field in scanner.fields { fields.append(field ?? FieldRange(start: index, end: index, isEscaped: false)) }
            if fields.isEmpty { fields = [FieldRange(start: index, end: scanner.index, isEscaped: false, isNested: true)] }
            return scanner.index
        } catch {
            guard let end = stopped(error, scanner.lines) else { return nil }
            listState = state
            return end
        }
    }

    /// Whether a byte may stand before an object.
    private static func passes(_ byte: UInt8, _ state: inout ListState) -> Bool {
        switch (byte, state) {
        case (0x20, _), (0x09, _), (0x0A, _), (0x0D, _), (UInt8(ascii: ","), .inside): return true
        case (UInt8(ascii: "["), .before), (UInt8(ascii: "["), .after):
            state = .inside
            return true
        case (UInt8(ascii: "]"), .inside):
            state = .after
            return true
        default: return false
        }
    }

    /// After a problem the next line may be sound again.
    private mutating func stopped(_ stop: JSONScanner.Stop, _ lines: Int) -> Int? {
        let problem: (message: String, position: Int)
        switch stop {
        case .more:
            guard atEnd else { return nil }
            problem = ("the file ends inside an object", buffer.count)
        case .problem(let message, let place): problem = (message, place)
        }
        let end = buffer[min(problem.position, buffer.count)...].firstIndex(of: 0x0A)
        guard end != nil || atEnd else { return nil }
        note(problem.message, at: problem.position)
        nextLine += lines + (end == nil ? 0 : 1)
        return end.map { $0 + 1 } ?? buffer.count
    }

    /// The text of a JSON value whose bytes are not its text. Lists have `|` between their values; what holds objects stays JSON.
    func jsonText(_ field: FieldRange) -> String? {
        guard field.isNested else { return plainText(field) }
        guard buffer[field.start] == UInt8(ascii: "["), let elements = JSONScanner.elements(buffer, field.start..<field.end) else {
            return String(validating: buffer[field.start..<field.end], as: UTF8.self)
        }
        let texts = elements.compactMap(plainText)
        return texts.count == elements.count ? texts.filter { !$0.isEmpty }.joined(separator: "|") : nil
    }

    private func plainText(_ field: FieldRange) -> String? {
        guard field.isEscaped else { return String(validating: buffer[field.start..<field.end], as: UTF8.self) }
        do throws(LooseJSON.Problem) { return try LooseJSON.text(buffer, field.start..<field.end) } catch { return nil }
    }
}
