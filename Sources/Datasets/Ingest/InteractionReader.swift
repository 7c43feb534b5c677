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
    var timestampsPerSecond: Int64 = 1
}

/// Appends the interactions of a file to `interactions`, indexing users and items on the way.
struct InteractionReader {
    var columns: InteractionColumns
    var unknownTimes: Set<Int64>
    var allowsEmptyUser: Bool

    init(columns: InteractionColumns, options: IngestOptions) {
        self.columns = columns
        unknownTimes = Set(options.unknownTimes.map(Int64.init))
        allowsEmptyUser = options.anonymousIDs.contains("")
    }

    /// Reads the records from where `reader` stands. Returns their number, bad ones included.
    func read(
        _ reader: inout RecordReader, users: inout IdentifierIndex, items: inout IdentifierIndex,
        into interactions: inout Interactions, bad: inout BadRows
    ) throws -> Int {
        var rows = 0
        while try reader.next() {
            rows += 1
            if let problem = reader.problem {
                bad.add(problem.message, at: problem.position, of: reader)
                continue
            }
            readRow(reader, &users, &items, &interactions, &bad)
        }
        return rows
    }

    private func readRow(
        _ reader: RecordReader, _ users: inout IdentifierIndex, _ items: inout IdentifierIndex,
        _ interactions: inout Interactions, _ bad: inout BadRows
    ) {
        let count = reader.fields.count
        guard count >= columns.count, columns.exactCount == nil || columns.exactCount == count else {
            let wanted = columns.exactCount ?? columns.count
            return bad.add("\(count) field\(count == 1 ? "" : "s") where \(wanted) were due", at: reader.recordStart, of: reader)
        }
        let user = reader.fields[columns.user], item = reader.fields[columns.item]
        if user.start == user.end, !allowsEmptyUser { return bad.add("the user is missing", user, of: reader) }
        if item.start == item.end { return bad.add("the item is missing", item, of: reader) }
        var rating: Float = 1
        if let column = columns.rating {
            let field = reader.fields[column]
            guard let value = reader.number(field), Float(value).isFinite else {
                let message =
                    field.start == field.end ? "the rating is missing" : "the rating '\(reader.shownText(field))' is not a finite number"
                return bad.add(message, field, of: reader)
            }
            rating = Float(value)
        }
        var time = Interactions.unknownTime
        if let column = columns.timestamp {
            guard let value = timestamp(reader.fields[column], reader) else {
                let field = reader.fields[column]
                return bad.add("the timestamp '\(reader.shownText(field))' is not a number of seconds", field, of: reader)
            }
            time = value
        }
        guard let userIndex = users.index(user, of: reader) else { return bad.add("the user is not valid UTF-8", user, of: reader) }
        guard let itemIndex = items.index(item, of: reader) else { return bad.add("the item is not valid UTF-8", item, of: reader) }
        interactions.users.append(userIndex)
        interactions.items.append(itemIndex)
        interactions.ratings.append(rating)
        interactions.timestamps.append(time)
    }

    /// Unix seconds, fractions cut off; `unknownTime` for an empty field and for the values that mean it; nil for what is not a time.
    private func timestamp(_ field: RecordReader.FieldRange, _ reader: RecordReader) -> Int64? {
        if field.start == field.end { return Interactions.unknownTime }
        var value: Int64
        if let integer = reader.integer(field) {
            value = integer
        } else if let number = reader.number(field), abs(number) < 0x1p53 {
            value = Int64(number.rounded(.down))
        } else {
            return nil
        }
        if unknownTimes.contains(value) { return Interactions.unknownTime }
        if columns.timestampsPerSecond > 1 {
            value = value / columns.timestampsPerSecond - (value % columns.timestampsPerSecond < 0 ? 1 : 0)
        }
        return value == Interactions.unknownTime ? nil : value
    }
}
