import Diagnostics

/// Splits a file into records and fields without making a string of any: fields are ranges of `buffer`, valid until the next `next()`.
///
/// Accepts LF and CRLF, a last line without a newline; skips empty lines. Fields may be quoted as in RFC 4180, where the layout has a quote,
/// with doubled quotes, delimiters and newlines inside. A record that breaks the rules, or holds a NUL, has a `problem` and no meaning.
struct RecordReader {
    struct FieldRange {
        var start: Int
        var end: Int
        /// Holds doubled quotes or escapes, so that its text is not its bytes.
        var isEscaped: Bool
        /// A list or an object of JSON.
        var isNested = false
    }

    struct Problem {
        var message: String
        /// Where in the buffer.
        var position: Int
    }

    /// Longer records are refused, so that a wrong file does not fill the memory.
    static let maximumRecordLength = 1 << 28

    let path: String
    let layout: TextLayout
    let file: DataFile
    private(set) var buffer: [UInt8] = []
    var fields: [FieldRange] = []
    private(set) var problem: Problem?
    /// Of the record's first line, from 1.
    private(set) var line = 0
    var recordStart = 0
    private var nextStart = 0
    var nextLine = 1
    /// Lines between `nextStart` and the record, where a layout skips some.
    var skippedLines = 0
    var listState = ListState.before
    private(set) var atEnd = false

    init(path: String, layout: TextLayout) throws {
        self.path = path
        file = try DataFile(path: path, encoding: layout.encoding, guesses: !layout.isJSON)
        self.layout = file.isParquet ? TextLayout() : layout
        _ = try refill()
    }

    init(path: String, delimiter: [UInt8], quoting: Bool = false, splitsOnBlanks: Bool = false, encoding: TextEncoding = .auto) throws {
        try self.init(
            path: path,
            layout: TextLayout(
                delimiter: delimiter, quote: quoting ? TextLayout.quotationMark : nil, splitsOnBlanks: splitsOnBlanks, encoding: encoding))
    }

    /// Fields may be quoted.
    private var quoting: Bool { layout.quote != nil }

    /// Moves to the next record that is not an empty line; false at the end.
    mutating func next() throws -> Bool {
        while true {
            guard let end = try recordEnd() else { return false }
            nextStart = end
            let only = fields.count == 1 && problem == nil ? fields[0] : nil
            if let only, only.start == only.end, !(quoting && only.start > recordStart) { continue }
            if fields.isEmpty, problem == nil { continue }
            return true
        }
    }

    /// Parses the record at `nextStart`, reading more of the file as needed; the position after it, or nil at the end of the file.
    private mutating func recordEnd() throws -> Int? {
        while true {
            if nextStart >= buffer.count {
                if try atEnd || !refill() { return cutList() }
            }
            recordStart = nextStart
            let startLine = nextLine
            let end = scan()
            if let end {
                line = startLine + skippedLines
                return end
            }
            nextLine = startLine
            guard buffer.count - recordStart <= Self.maximumRecordLength else {
                throw Failure(
                    .invalidInput, "a record of more than \(Self.maximumRecordLength >> 20) MiB",
                    at: SourceLocation(file: path, line: startLine, column: 1), hint: "is it the right file, or is a quote not closed?")
            }
            _ = try refill()
        }
    }

    /// The end of a file of JSON whose list is still open: a record with a problem, once.
    private mutating func cutList() -> Int? {
        guard listState == .inside else { return nil }
        begin()
        listState = .after
        recordStart = buffer.count
        line = nextLine
        note("the file ends inside the list", at: recordStart)
        return recordStart
    }

    /// Drops what is behind and reads on. After the end of the file has been seen, `atEnd` is set.
    private mutating func refill() throws -> Bool {
        if nextStart > 0 {
            buffer.removeSubrange(..<nextStart)
            nextStart = 0
        }
        // A long record doubles what is read at once, so that its rescans stay linear in total.
        let target = buffer.count * 2
        var grew = false
        repeat {
            guard try file.read(onto: &buffer) else {
                atEnd = true
                return grew
            }
            grew = true
        } while buffer.count < target
        return true
    }

    private mutating func scan() -> Int? {
        if layout.isJSON { return scanJSON() }
        return layout.splitsOnBlanks ? scanBlanks() : quoting || layout.escape != nil ? scanQuoted() : scanPlain()
    }

    mutating func begin() {
        fields.removeAll(keepingCapacity: true)
        problem = nil
        skippedLines = 0
    }

    mutating func note(_ message: String, at position: Int) {
        if problem == nil { problem = Problem(message: message, position: position) }
    }

    private mutating func scanPlain() -> Int? {
        begin()
        let first = layout.delimiter[0], width = layout.delimiter.count, count = buffer.count
        var start = recordStart, index = recordStart
        while index < count {
            let byte = buffer[index]
            if byte == 0x0A {
                endField(start, index)
                nextLine += 1
                return index + 1
            }
            if byte == first {
                if width == 1 {
                    fields.append(FieldRange(start: start, end: index, isEscaped: false))
                    start = index + 1
                } else if matchesDelimiter(at: index) {
                    fields.append(FieldRange(start: start, end: index, isEscaped: false))
                    index += width
                    start = index
                    continue
                }
            } else if byte == 0 {
                note("a NUL byte", at: index)
            }
            index += 1
        }
        guard atEnd else { return nil }
        endField(start, count)
        return count
    }

    private mutating func endField(_ start: Int, _ end: Int) {
        let end = end > start && buffer[end - 1] == 0x0D ? end - 1 : end
        fields.append(FieldRange(start: start, end: end, isEscaped: false))
    }

    private func matchesDelimiter(at index: Int) -> Bool {
        let delimiter = layout.delimiter
        guard index + delimiter.count <= buffer.count else { return false }
        for offset in 0..<delimiter.count where buffer[index + offset] != delimiter[offset] { return false }
        return true
    }

    private mutating func scanBlanks() -> Int? {
        begin()
        let count = buffer.count
        var start = -1, index = recordStart
        while index < count {
            let byte = buffer[index]
            if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
                if start >= 0 {
                    fields.append(FieldRange(start: start, end: index, isEscaped: false))
                    start = -1
                }
                if byte == 0x0A {
                    nextLine += 1
                    return index + 1
                }
            } else {
                if byte == 0 { note("a NUL byte", at: index) }
                if start < 0 { start = index }
            }
            index += 1
        }
        guard atEnd else { return nil }
        if start >= 0 { fields.append(FieldRange(start: start, end: count, isEscaped: false)) }
        return count
    }

    /// As a byte, or a number that no byte is.
    private var quoteByte: Int { layout.quote.map(Int.init) ?? -1 }
    private var escapeByte: Int { layout.escape.map(Int.init) ?? -1 }

    private mutating func scanQuoted() -> Int? {
        begin()
        let count = buffer.count, quote = quoteByte, width = layout.delimiter.count
        var index = recordStart
        while true {
            if index < count, Int(buffer[index]) == quote {
                guard let end = scanQuotedField(index) else { return nil }
                index = end
            } else {
                guard let end = scanBareField(index) else { return nil }
                index = end
            }
            if index >= count { return atEnd ? count : nil }
            if buffer[index] == 0x0A {
                nextLine += 1
                return index + 1
            }
            index += width
        }
    }

    /// From the first byte of a field without quotes to what follows it. Nil where more of the file is needed.
    private mutating func scanBareField(_ start: Int) -> Int? {
        let count = buffer.count, quote = quoteByte, escape = escapeByte, first = layout.delimiter[0]
        var index = start, isEscaped = false
        while index < count, buffer[index] != 0x0A, !(buffer[index] == first && matchesDelimiter(at: index)) {
            let byte = Int(buffer[index])
            if byte == 0 { note("a NUL byte", at: index) }
            if byte == quote { note("a quote inside a field that does not begin with one", at: index) }
            if byte == escape {
                isEscaped = true
                // A line end is never escaped here: `\` at the end of a line is a character.
                if index + 1 < count, buffer[index + 1] != 0x0A { index += 1 }
            }
            index += 1
        }
        if index >= count, !atEnd { return nil }
        index = min(index, count)
        if index == count || buffer[index] == 0x0A {
            endField(start, index)
        } else {
            fields.append(FieldRange(start: start, end: index, isEscaped: false))
        }
        if isEscaped { fields[fields.count - 1].isEscaped = true }
        return index
    }

    /// From the opening quote to what follows the field: a delimiter, a newline or the end. Nil where more of the file is needed.
    private mutating func scanQuotedField(_ opening: Int) -> Int? {
        let count = buffer.count, quote = quoteByte, escape = escapeByte, first = layout.delimiter[0]
        var index = opening + 1, isEscaped = false
        while index < count {
            let byte = buffer[index]
            if Int(byte) == quote {
                if index + 1 == count, !atEnd { return nil }
                guard index + 1 < count, Int(buffer[index + 1]) == quote else { break }
                isEscaped = true
                index += 1
            } else if byte == 0x0A {
                nextLine += 1
            } else if byte == 0 {
                note("a NUL byte", at: index)
            } else if Int(byte) == escape {
                isEscaped = true
                index += 1
                if index < count, buffer[index] == 0x0A { nextLine += 1 }
            }
            index += 1
        }
        guard index < count else {
            if atEnd { note("a quote that is never closed", at: opening) }
            return atEnd ? count : nil
        }
        fields.append(FieldRange(start: opening + 1, end: index, isEscaped: isEscaped))
        index += 1
        if index < count, buffer[index] == 0x0D { index += 1 }
        if index == count { return atEnd ? count : nil }
        while index < count, buffer[index] != 0x0A, !(buffer[index] == first && matchesDelimiter(at: index)) {
            note("text after a closing quote", at: index)
            index += 1
        }
        return index == count && !atEnd ? nil : index
    }
}
