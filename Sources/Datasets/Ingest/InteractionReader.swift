/// Which fields of a record are what.
struct InteractionColumns {
    var user: Int
    var item: Int
    var rating: Int?
    var timestamp: Int?
    /// The least number of fields; more are allowed and ignored.
    var count: Int { max(user, item, rating ?? 0, timestamp ?? 0) + 1 }
    /// Records must have exactly this many fields, where set.
    var exactCount: Int?
    var timestampUnit = TimestampUnit.seconds
    var timestampFormat: TimeFormat?
}

/// Appends the interactions of a file to `RawInteractions`, indexing users and items on the way.
struct InteractionReader {
    /// Which part of the data the rows are.
    enum Part { case training, givenTest }

    var columns: InteractionColumns
    let times: TimeReader
    /// Whether the number of each row's record, from 1, goes to `sourceLines`.
    var keepsRecords = false
    private let allowsEmptyUser: Bool
    private let allowsEmptyItem: Bool
    private var users = IdentifierIndex()
    private var items = IdentifierIndex()
    private var interactions = Interactions()
    private var tally = TimeTally()

    init(columns: InteractionColumns, options: IngestOptions) {
        self.columns = columns
        times = TimeReader(unit: columns.timestampUnit, format: columns.timestampFormat, unknown: options.unknownTimes)
        allowsEmptyUser = (options.anonymousIDs + options.missingIDs).contains("")
        allowsEmptyItem = options.missingIDs.contains("")
    }

    /// Reads the records from where `reader` stands. Returns their number, bad ones included.
    mutating func read(
        _ reader: inout RecordReader, into raw: inout RawInteractions, _ part: Part = .training, bad: inout BadRows
    ) throws -> Int {
        exchange(with: &raw, part)
        defer { exchange(with: &raw, part) }
        tally.unit = times.unit
        var rows = 0
        while try reader.next() {
            rows += 1
            if let problem = reader.problem {
                bad.add(problem.message, at: problem.position, of: reader)
                continue
            }
            let before = interactions.count
            readRow(reader, &bad)
            if keepsRecords, part == .training, interactions.count > before { raw.sourceLines.append(Int32(clamping: rows)) }
        }
        return rows
    }

    /// Large arrays change hands instead of being copied.
    private mutating func exchange(with raw: inout RawInteractions, _ part: Part) {
        swap(&users, &raw.users)
        swap(&items, &raw.items)
        swap(&tally, &raw.times)
        switch part {
        case .training: swap(&interactions, &raw.interactions)
        case .givenTest:
            var test = raw.givenTest ?? Interactions()
            raw.givenTest = nil
            swap(&interactions, &test)
            raw.givenTest = test
        }
    }

    private mutating func readRow(_ reader: RecordReader, _ bad: inout BadRows) {
        let count = reader.fields.count
        guard count >= columns.count, columns.exactCount == nil || columns.exactCount == count else {
            let wanted = columns.exactCount ?? columns.count
            return bad.add("\(count) field\(count == 1 ? "" : "s") where \(wanted) were due", at: reader.recordStart, of: reader)
        }
        let user = reader.fields[columns.user], item = reader.fields[columns.item]
        if user.start == user.end, !allowsEmptyUser { return bad.add("the user is missing", user, of: reader) }
        if item.start == item.end, !allowsEmptyItem { return bad.add("the item is missing", item, of: reader) }
        guard let rating = rating(reader, &bad), let time = time(reader, &bad) else { return }
        guard let userIndex = users.index(user, of: reader) else { return bad.add("the user is not valid UTF-8", user, of: reader) }
        guard let itemIndex = items.index(item, of: reader) else { return bad.add("the item is not valid UTF-8", item, of: reader) }
        interactions.users.append(userIndex)
        interactions.items.append(itemIndex)
        interactions.ratings.append(rating)
        interactions.timestamps.append(time)
    }

    /// 1 without a column; nil, and a bad row, for what is no number. Blanks around it do not count.
    private func rating(_ reader: RecordReader, _ bad: inout BadRows) -> Float? {
        guard let column = columns.rating else { return 1 }
        let field = reader.fields[column]
        if let value = reader.number(field) ?? reader.number(reader.trimmed(field)), Float(value).isFinite { return Float(value) }
        bad.add(field.start == field.end ? "the rating is missing" : unreadable(field, reader), field, of: reader)
        return nil
    }

    private func unreadable(_ field: RecordReader.FieldRange, _ reader: RecordReader) -> String {
        let text = reader.shownText(field), isDecimalComma = Double(text.replacing(",", with: ".")) != nil && text.contains(",")
        return "the rating '\(text)' is not a finite number" + (isDecimalComma ? "; for a decimal comma add `decimal: ','`" : "")
    }

    private mutating func time(_ reader: RecordReader, _ bad: inout BadRows) -> Int64? {
        guard let column = columns.timestamp else { return Interactions.unknownTime }
        let field = reader.fields[column]
        let reading = times.read(reader.buffer, field.start..<field.end)
        switch reading {
        case .known(let time, let isCut, let isNumber):
            tally.add(isCut: isCut, isNumber: isNumber)
            return time
        case .unknown: return Interactions.unknownTime
        case .outside, .unreadable:
            bad.add(times.problem(reading, reader.shownText(field)), field, of: reader)
            return nil
        }
    }
}

extension RecordReader {
    /// Without blanks at the ends.
    func trimmed(_ field: FieldRange) -> FieldRange {
        let range = IdentifierRules.trimmed(field.start..<field.end, of: buffer)
        return FieldRange(start: range.lowerBound, end: range.upperBound, isEscaped: field.isEscaped)
    }
}
