import Datasets
import Diagnostics
import Parameters
import Testing

@Suite struct CleaningTests {
    private let repeated = "user,item,rating,timestamp\na,x,1,30\na,y,9,1\na,x,2,10\na,x,6,20\n"

    @Test(arguments: [
        ("keep", ["a x 1.0 30", "a y 9.0 1", "a x 2.0 10", "a x 6.0 20"]), ("last", ["a x 1.0 30", "a y 9.0 1"]),
        ("first", ["a y 9.0 1", "a x 2.0 10"]), ("mean", ["a x 3.0 30", "a y 9.0 1"]),
    ])
    func duplicatesByTime(policy: String, expected: [String]) throws {
        let result = try ingestCSV(repeated, [("duplicates", .string(policy))])
        #expect(rows(result.dataset) == expected)
        #expect(result.report.duplicateRows == 4 - expected.count)
    }

    /// Without times the order of the file decides.
    @Test(arguments: [("last", ["a y 9.0 ?", "a x 6.0 ?"]), ("first", ["a x 1.0 ?", "a y 9.0 ?"]), ("mean", ["a y 9.0 ?", "a x 3.0 ?"])])
    func duplicatesWithoutTimes(policy: String, expected: [String]) throws {
        #expect(try rows(ingestCSV(repeated, [("duplicates", .string(policy)), ("timestamp", .null)]).dataset) == expected)
    }

    @Test func duplicatesAsAnError() throws {
        let failure = #expect(throws: Failure.self) { _ = try ingestCSV(repeated, [("duplicates", .string("error"))]) }
        #expect(failure?.description.contains("2 interactions repeat a pair of user and item, such as user 'a' and item 'x'") == true)
    }

    private let anonymous = "user,item\n-1,x\na,x\n-1.0,y\n-1,z\n"

    @Test func anonymousUsers() throws {
        let dropped = try ingestCSV(anonymous)
        #expect(rows(dropped.dataset) == ["a x 1.0 ?"])
        #expect(dropped.report.anonymousRows == 3)
        #expect(dropped.dataset.itemIDs == ["x"])
        #expect(try ingestCSV(anonymous, [("anonymous_users", .string("keep"))]).dataset.userIDs == ["-1", "a", "-1.0"])
        let named = try ingestCSV(anonymous, [("anonymous_ids", .list([.string("a")]))])
        #expect(named.dataset.userIDs == ["-1", "-1.0"])
        let failure = #expect(throws: Failure.self) { _ = try ingestCSV(anonymous, [("anonymous_users", .string("error"))]) }
        #expect(failure?.description.contains("3 interactions have an anonymous user ('-1', '-1.0')") == true)
    }

    @Test func positiveThreshold() throws {
        let result = try ingestCSV("user,item,rating\na,x,4.1\na,y,3.5\nb,z,5\n", [("positive_threshold", .double(4.1))])
        #expect(rows(result.dataset) == ["a x 4.1 ?", "b z 5.0 ?"])
        #expect(result.report.belowThreshold == 1)
    }

    /// By hand: user c has one interaction and goes; then item z has one and goes; then b has one and goes; a and d with x and y remain.
    @Test func theCoreIsIterated() throws {
        let text = "user,item\nc,z\nb,z\nb,x\na,x\na,y\nd,x\nd,y\n"
        let minimum = MinimumInteractions(user: 2, item: 2)
        let result = try ingestCSV(text, [("min_interactions", minimum.parameterValue)])
        #expect(rows(result.dataset) == ["a x 1.0 ?", "a y 1.0 ?", "d x 1.0 ?", "d y 1.0 ?"])
        #expect(result.report.filterRounds.map { [$0.users, $0.items, $0.interactions] } == [[1, 0, 1], [0, 1, 1], [1, 0, 1]])
        #expect(result.dataset.userIDs == ["a", "d"])
    }

    @Test func aCoreOfNothingSaysWhy() throws {
        let failure = #expect(throws: Failure.self) {
            _ = try ingestCSV("user,item\na,x\n", [("min_interactions", MinimumInteractions(user: 2, item: 0).parameterValue)])
        }
        #expect(failure?.description.contains("filtered_interactions 1") == true)
    }

    @Test func aGivenTestIsCleanedToo() throws {
        let scratch = try Scratch()
        let result = try ingest(
            "csv",
            [
                ("interactions", .string(scratch.file("train.csv", "user,item\na,x\na,y\nb,x\nb,y\nc,x\n"))),
                ("test_interactions", .string(scratch.file("test.csv", "user,item\na,x\na,z\nb,y\nc,y\n-1,x\n"))),
                ("min_interactions", MinimumInteractions(user: 2, item: 2).parameterValue),
            ])
        #expect(result.dataset.userIDs == ["a", "b"])
        #expect(result.dataset.givenTest?.count == 0)
        #expect(result.report.givenTestOverlap == 2)
        #expect(result.report.givenTestFiltered == 2)
        #expect(result.report.anonymousRows == 1)
    }
}
