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

    /// `pipeline query --schema` says of each table, view and column what the document says.
    @Test func descriptionsAreThoseOfTheDocument() throws {
        let columns = try database.query(
            """
            SELECT m.type, m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c
            WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2
            """)
        for row in columns.rows {
            guard case .text(let kind) = row[0], case .text(let name) = row[1], case .text(let column) = row[2] else { continue }
            let entry = try #require(SchemaDescription.entries.first { $0.name == name }, "no description of \(name)")
            #expect(entry.kind == kind)
            let meaning = try #require(entry.columns.first { $0.name == column }?.meaning, "no description of \(name).\(column)")
            #expect(!meaning.isEmpty && text.contains("| \(meaning) |"), "docs/database.md says something else of \(name).\(column)")
            #expect(entry.meaning.isEmpty || text.contains(entry.meaning), "docs/database.md says something else of \(name)")
        }
        for entry in SchemaDescription.entries {
            #expect(columns.rows.contains { $0[1] == .text(entry.name) }, "\(entry.name) is described and not there")
        }
    }

    @Test(arguments: NamedQuery.all) func namedQueriesWork(query: NamedQuery) throws {
        let result = try database.query(query.sql)
        #expect(!result.columns.isEmpty)
        #expect(!result.rows.isEmpty || query.name == "sweeps", "@\(query.name) found nothing")
    }

    @Test func namesOfQueriesAreUnique() {
        #expect(Set(NamedQuery.all.map(\.name)).count == NamedQuery.all.count && NamedQuery.all.count >= 10)
    }
}
