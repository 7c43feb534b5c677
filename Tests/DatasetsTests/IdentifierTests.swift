import Datasets
import Diagnostics
import Parameters
import Testing

/// Ids that probably do not mean what they say.
@Suite struct IdentifierTests {
    private func found(_ text: String, _ kind: String, _ options: [(name: String, value: ParameterValue)] = []) throws -> [Diagnostic] {
        try ingestCSV(text, options).warnings.filter { $0.kind == kind }
    }

    @Test func spacesAround() throws {
        let text = "user,item\n1,x\n1 ,y\n\"\t1\",z\n2,\u{A0}x\n"
        let warnings = try found(text, "ids_with_spaces")
        #expect(warnings.count == 2)
        #expect(warnings.first?.message.contains("2 of 4 user ids have spaces around them (such as '1 ', in 2 rows)") == true)
        #expect(warnings.first?.message.contains("without them, 2 are ids of other users") == true)
        #expect(warnings.last?.message.contains("1 of 4 item ids") == true)
        let trimmed = try ingestCSV(text, [("trim_ids", .bool(true))])
        #expect(trimmed.dataset.userIDs == ["1", "2"] && trimmed.dataset.itemIDs == ["x", "y", "z"] && trimmed.warnings.isEmpty)
    }

    @Test func numbersWrittenInSeveralWays() throws {
        let text = "user,item\n1,a\n1.0,b\n2.0,c\n03,d\n3,e\n4,f\n"
        let warning = try found(text, "ids_of_one_number").first
        #expect(
            warning?.message.contains("4 of 6 user ids are whole numbers that are written in several ways (such as '1.0', '1')") == true)
        #expect(warning?.hint?.contains("decimal_ids: integer") == true)
        let whole = try ingestCSV(text, [("decimal_ids", .string("integer"))])
        #expect(whole.dataset.userIDs == ["1", "2", "03", "3", "4"])
        // One spelling throughout is nothing to remark; nor are versions, times and the like.
        #expect(try found("user,item\n1.0,a\n2.0,b\n1.5,c\n1.0.0,d\n", "ids_of_one_number").isEmpty)
        let other = try ingestCSV("user,item\n1.50,a\n.0,b\n-2.000,c\n5.,d\n", [("decimal_ids", .string("integer"))])
        #expect(other.dataset.userIDs == ["1.50", ".0", "-2", "5"])
    }

    @Test(arguments: ["NaN", "nan", "None", "NULL", "\\N", "N/A", "<NA>", "none"])
    func missingValues(word: String) throws {
        let text = "user,item\n\(word),x\na,x\n\(word),y\na,\(word)\n"
        let warnings = try found(text, "missing_ids")
        #expect(warnings.map(\.message).contains { $0.contains("2 of 4 rows have the user id '\(word)'") })
        #expect(warnings.map(\.message).contains { $0.contains("1 of 4 rows have the item id '\(word)'") })
        let result = try ingestCSV(text, [("missing_ids", .list([.string(word)]))])
        #expect(rows(result.dataset) == ["a x 1.0 ?"] && result.report.missingRows == 3)
        #expect(result.warnings.isEmpty)
        #expect(result.summary == "read 4 interactions; left out 3 with a missing id; kept 1")
    }

    @Test func accentsWrittenInTwoWays() throws {
        let warning = try found("user,item\ne\u{301},x\n\u{E9},y\nö,z\n", "ids_of_one_text").first
        #expect(warning?.message.contains("1 of 3 user ids differ from another only") == true)
    }

    @Test func anEmptyItemMayBeMissing() throws {
        let text = "user,item\na,\na,x\n"
        #expect(throws: Failure.self) { try ingestCSV(text) }
        #expect(try ingestCSV(text, [("missing_ids", .list([.string("")]))]).report.missingRows == 1)
    }

    /// Item and user files follow the same rules, and a file that matches nothing is told.
    @Test func attributeFiles() throws {
        let scratch = try Scratch()
        let options = [
            ("interactions", ParameterValue.string(try scratch.file("d.csv", "user,item\na,1\nb,2\n"))),
            ("items", .string(try scratch.file("i.csv", "item,title\n1.0 ,One\n2.0,Two\n"))),
        ].map { (name: $0.0, value: $0.1) }
        let apart = try ingest("csv", options)
        #expect(apart.warnings.map(\.kind) == ["unmatched_attributes"])
        #expect(apart.warnings.first?.message == "2 of 2 items have no row in the item file ('1' here, '1.0 ' there)")
        let together = try ingest("csv", options + [("trim_ids", .bool(true)), ("decimal_ids", .string("integer"))])
        #expect(together.dataset.itemFields["title"] == ["One", "Two"] && together.warnings.isEmpty)
    }
}
