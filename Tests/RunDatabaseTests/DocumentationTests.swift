import Foundation
import RunDatabase
import Testing

/// Holds docs/database.md to the database.
@Suite struct DocumentationTests {
    private let text: String
    private let workspace: Workspace
    private let database: RunDatabase

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        text = try String(contentsOf: root.appendingPathComponent("docs/database.md"), encoding: .utf8)
        workspace = try Workspace()
        database = try workspace.database()
        try populate(database)
    }

    @Test func everyQueryWorksAndYieldsRows() throws {
        let queries = text.components(separatedBy: "```sql\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
        #expect(queries.count >= 10)
        for query in queries {
            let result = try database.query(query)
            #expect(!result.rows.isEmpty, "no row: \(query)")
        }
    }

    @Test func everyTableViewAndColumnIsDescribed() throws {
        let columns = try database.query(
            """
            SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c
            WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2
            """)
        #expect(columns.rows.count > 60)
        for row in columns.rows {
            guard case .text(let table) = row[0], case .text(let column) = row[1] else { continue }
            let parts = text.components(separatedBy: "### `\(table)`")
            #expect(parts.count == 2, "docs/database.md has no section on \(table)")
            guard let section = parts.last?.components(separatedBy: "\n#")[0] else { continue }
            #expect(section.contains("`\(column)`"), "docs/database.md does not describe \(table).\(column)")
        }
    }
}
