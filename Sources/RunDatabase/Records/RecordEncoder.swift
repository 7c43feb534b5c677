import GRDB
import GRDBSQLite
import JSON
import Threads

/// Writes rows as JSON straight from SQLite's own statements: some tens of microseconds for a run.
struct RecordEncoder {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true
    private let heads: RecordHeads

    init(kind: String, name: String, number: Int, heads: RecordHeads) {
        self.heads = heads
        append("[\"\(kind)\",")
        quote(name)
        append(",\(number)]\t")
    }

    mutating func deleted() { append("null") }

    mutating func begin() { append("{") }

    mutating func end() { append("}") }

    /// The rows that a statement yields; nothing where it yields none. False then.
    @discardableResult
    mutating func add(
        _ table: String, _ database: Database, _ sql: String, _ arguments: StatementArguments
    ) throws -> Bool {
        let statement = try database.cachedStatement(sql: sql)
        try statement.setArguments(arguments)
        let handle = statement.sqliteStatement
        defer { sqlite3_reset(handle) }
        var count = 0
        while case let code = sqlite3_step(handle), code != SQLITE_DONE {
            guard code == SQLITE_ROW else {
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage, sql: sql)
            }
            let columns = sqlite3_column_count(handle)
            if count == 0 {
                if !isFirst { append(",") }
                isFirst = false
                bytes += heads.head(sql) { Self.head(table, handle, columns) }
            }
            append(count == 0 ? "[" : ",[")
            for column in 0..<columns {
                if column > 0 { append(",") }
                value(handle, column)
            }
            append("]")
            count += 1
        }
        if count > 0 { append("]}") }
        return count > 0
    }

    /// A table's name and columns.
    private static func head(_ table: String, _ handle: SQLiteStatement?, _ columns: Int32) -> [UInt8] {
        let names = (0..<columns).map { sqlite3_column_name(handle, $0).map { String(cString: $0) } ?? "" }
        return Array(
            "\(JSONValue.string(table).compact):{\"columns\":\(JSONValue.array(names.map { .string($0) }).compact),\"rows\":[".utf8)
    }

    private mutating func value(_ handle: SQLiteStatement?, _ column: Int32) {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: append("\(sqlite3_column_int64(handle, column))")
        case SQLITE_FLOAT:
            let value = sqlite3_column_double(handle, column)
            append(value.isFinite ? "\(value)" : "{\"real\":\"\(value)\"}")
        case SQLITE_TEXT: quote(sqlite3_column_text(handle, column).map { String(cString: $0) } ?? "")
        case SQLITE_BLOB:
            guard let handle else { return append("null") }
            append(StoredValue(DatabaseValue(sqliteStatement: handle, index: column)).json.compact)
        default: append("null")
        }
    }

    private mutating func append(_ text: String) { bytes += text.utf8 }

    private mutating func quote(_ text: String) {
        bytes.append(34)
        var text = text
        text.withUTF8 { text in
            var start = 0
            for index in text.indices where text[index] < 32 || text[index] == 34 || text[index] == 92 {
                bytes += text[start..<index]
                start = index + 1
                escape(text[index])
            }
            bytes += text[start...]
        }
        bytes.append(34)
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 34, 92:
            bytes.append(92)
            bytes.append(byte)
        case 10:
            bytes.append(92)
            bytes.append(110)
        default:
            append("\\u00")
            bytes.append(byte < 16 ? 48 : 49)
            bytes.append(contentsOf: String(byte & 15, radix: 16).utf8)
        }
    }
}

/// What comes before the rows of a table: the same for each statement that reads it.
final class RecordHeads: Sendable {
    private let known = Mutex<[String: [UInt8]]>([:])

    func head(_ sql: String, _ make: () -> [UInt8]) -> [UInt8] {
        if let found = known.withLock({ $0[sql] }) { return found }
        let made = make()
        known.withLock { $0[sql] = made }
        return made
    }
}

extension RecordedLines.Entry {
    /// Nil where the line does not say what it is about.
    init?(_ bytes: [UInt8], _ content: Range<Int>, _ end: Int) {
        guard let parts = (try? JSONValue(parsing: bytes[content.lowerBound..<end]))?.array, parts.count == 3, let kind = parts[0].string,
            let name = parts[1].string, let number = parts[2].int
        else { return nil }
        let tables = end + 1..<content.upperBound
        self.init(
            kind: kind, name: name, number: number, isDeleted: bytes[tables].elementsEqual(Array("null".utf8)), content: content,
            tables: tables)
    }
}

extension RecordedLines {
    /// Nil where they are malformed.
    func tables(of entry: Entry) -> [TableRows]? {
        guard case .members(let members)? = try? JSONValue(parsing: bytes[entry.tables]) else { return nil }
        let tables = members.compactMap { TableRows($0.name, json: $0.value) }
        return tables.count == members.count ? tables : nil
    }
}
