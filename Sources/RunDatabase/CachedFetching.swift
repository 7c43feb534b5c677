import GRDB

extension Row {
    static func fetchOne(_ database: Database, cached sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension String {
    static func fetchOne(_ database: Database, cached sql: String, _ arguments: StatementArguments) throws -> String? {
        try String.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }
}
