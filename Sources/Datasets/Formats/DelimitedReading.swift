import Diagnostics

/// What the formats of tables have in common: `csv`, `tsv`, `jsonl` and `recbole`.
struct DelimitedReading {
    let format: String
    let layout: TextLayout
    let options: DelimitedOptions
    let common: IngestOptions
    /// Names of columns are followed by a type, `user_id:token`, as RecBole has them.
    var hasTypedHeader = false
    /// Which record of the file each interaction is from is kept in `sourceLines`.
    var keepsRecords = false

    func read(files: (String) throws -> String) throws -> IngestResult {
        var raw = RawInteractions(common)
        raw.times.isAdjustable = true
        var report = IngestReport(format: format)
        try readInteractions(try files("interactions"), .training, &raw, &report)
        if options.testInteractions != nil { try readInteractions(try files("test_interactions"), .givenTest, &raw, &report) }
        if options.items != nil {
            let id = ColumnReference(option: "item_id", name: options.itemID ?? options.item)
            raw.itemTable = try attributes(try files("items"), id, "item_fields", options.itemFields, &raw.warnings)
        }
        if options.users != nil {
            let id = ColumnReference(option: "user_id", name: options.userID ?? options.user)
            raw.userTable = try attributes(try files("users"), id, "user_fields", options.userFields, &raw.warnings)
        }
        return try IngestPipeline.finish(raw, common, report)
    }

    private func readInteractions(
        _ path: String, _ part: InteractionReader.Part, _ raw: inout RawInteractions, _ report: inout IngestReport
    ) throws {
        let asked = [options.user, options.item] + [options.rating, options.timestamp].compactMap(\.self)
        let shape = try TableShape(path: path, layout: layout, hasHeader: options.header, isTyped: hasTypedHeader, asked: asked)
        try shape.checkDelimiter(layout)
        var columns = try columns(path, shape)
        raw.warnings +=
            ColumnFindings(
                path: path, header: shape.header, sample: shape.sample, columns: columns, wantsRatings: options.rating != nil,
                wantsTimes: options.timestamp != nil
            ).warnings
        noteRatings(columns.rating != nil, part, path, &raw)
        var reader = try RecordReader(path: path, layout: narrowed(shape, &columns))
        if shape.skipsHeader { _ = try reader.next() }
        var bad = BadRows(policy: common.onBadRow)
        var interactions = InteractionReader(columns: columns, options: common)
        interactions.keepsRecords = keepsRecords
        report.rowsRead += try interactions.read(&reader, into: &raw, part, bad: &bad)
        report.badRows += bad.count
        try bad.check(path: path)
        if reader.file.isGuessedLatin1 { raw.warnings.append(Self.guessed(path)) }
    }

    /// Data has ratings where each of its files has.
    private func noteRatings(_ hasRatings: Bool, _ part: InteractionReader.Part, _ path: String, _ raw: inout RawInteractions) {
        if part == .givenTest, hasRatings != raw.hasRatings {
            raw.warnings.append(
                .warning(
                    "only the \(hasRatings ? "test" : "training") interactions have ratings: all others are 1, and the data counts as "
                        + "data without ratings",
                    hint: "'\(path)' should have the columns of the other file", kind: "ratings_of_one_part"))
        }
        if !hasRatings { raw.hasRatings = false }
    }

    /// The layout that reads only the columns that are wanted, where that saves work; `columns` are then numbered anew.
    private func narrowed(_ shape: TableShape, _ columns: inout InteractionColumns) -> TextLayout {
        guard let header = shape.header, layout.isJSON else { return layout }
        let wanted = [columns.user, columns.item] + [columns.rating, columns.timestamp].compactMap(\.self)
        columns.user = 0
        columns.item = 1
        if columns.rating != nil { columns.rating = 2 }
        if columns.timestamp != nil { columns.timestamp = wanted.count - 1 }
        var layout = layout
        layout.members = JSONMembers(wanted.map { header[$0] })
        return layout
    }

    private func columns(_ path: String, _ shape: TableShape) throws -> InteractionColumns {
        let resolve = { (option: String, name: String) in
            try ColumnReference(option: option, name: name)
                .resolve(header: shape.header, columnCount: shape.columnCount, path: path)
        }
        return InteractionColumns(
            user: try resolve("user", options.user), item: try resolve("item", options.item),
            rating: try optional(options.rating, "rating", shape.header, resolve),
            timestamp: try optional(options.timestamp, "timestamp", shape.header, resolve),
            exactCount: layout.isJSON ? nil : shape.columnCount, timestampUnit: options.timestampUnit,
            timestampFormat: try options.timestampFormat.map { try TimeFormat($0) })
    }

    /// A column that was asked for must exist; one that goes by its default name may be missing.
    private func optional(
        _ name: String?, _ option: String, _ header: [String]?, _ resolve: (String, String) throws -> Int
    ) throws -> Int? {
        guard let name else { return nil }
        if name == option, header.map({ ColumnReference(option: option, name: name).isIn($0) }) != true { return nil }
        return try resolve(option, name)
    }

    private func attributes(
        _ path: String, _ id: ColumnReference, _ option: String, _ wanted: [String]?, _ warnings: inout [Diagnostic]
    ) throws -> AttributeTable {
        let asked = [id.name] + (wanted ?? [])
        let shape = try TableShape(path: path, layout: layout, hasHeader: options.header, isTyped: hasTypedHeader, asked: asked)
        try shape.checkDelimiter(layout)
        let count = shape.columnCount, idColumn = try id.resolve(header: shape.header, columnCount: count, path: path)
        let all = shape.header ?? (1...count).map { String($0) }
        let names = wanted ?? all.enumerated().filter { $0.offset != idColumn && !$0.element.isEmpty }.map(\.element)
        let columns = try names.map { name in
            (
                name: name,
                position: try ColumnReference(option: option, name: name).resolve(header: shape.header, columnCount: count, path: path)
            )
        }
        var bad = BadRows(policy: common.onBadRow), layout = layout
        if layout.isJSON { layout.members = JSONMembers(all) }
        let table = try TableReader(
            path: path, layout: layout, idColumn: idColumn, columns: columns, skipsHeader: shape.skipsHeader,
            leastColumns: layout.isJSON ? 0 : count, isHTML: options.html, rules: common.identifierRules
        ).read(bad: &bad)
        try bad.check(path: path)
        if table.isGuessedLatin1 { warnings.append(Self.guessed(path)) }
        return table
    }

    private static func guessed(_ path: String) -> Diagnostic {
        .warning(
            "'\(path)' is not UTF-8 and was read as Latin-1",
            hint: "set `encoding: latin-1` (or windows-1252) if that is right, or `utf-8` to see the rows that are not",
            kind: "encoding_guessed")
    }
}
