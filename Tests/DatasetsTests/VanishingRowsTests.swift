import Datasets
import Diagnostics
import Foundation
import Parameters
import Testing

/// What is left out is told, with its cause.
@Suite struct VanishingRowsTests {
    private func ingestBoth(_ train: String, _ test: String, _ options: [(name: String, value: ParameterValue)] = []) throws -> IngestResult
    {
        let scratch = try Scratch()
        return try ingest(
            "csv",
            [
                ("interactions", .string(scratch.file("train.csv", train))), ("test_interactions", .string(scratch.file("test.csv", test))),
            ] + options)
    }

    private let train = "user,item,rating\na,x,1\na,y,2\nb,x,5\n"
    private let test = "user,item,rating\na,x,4\na,z,4\nb,x,3\nb,z,1\n"

    @Test func overlapIsAWarning() throws {
        let result = try ingestBoth(train, test)
        #expect(rows(result.dataset, result.dataset.givenTest) == ["a z 4.0 ?", "b z 1.0 ?"])
        #expect(result.warnings.map(\.kind) == ["test_in_training"])
        #expect(result.warnings.first?.message == "2 of 4 given test interactions are also in training and were left out of the test")
        #expect(
            result.summary
                == "read 3 interactions and 4 of the given test; left out 2 of the given test also in training; kept 3 and 2")
    }

    @Test func overlapThatIsKept() throws {
        let result = try ingestBoth(train, test, [("duplicates", .string("keep"))])
        #expect(result.dataset.givenTest?.count == 4)
        #expect(result.warnings.first?.message.contains("measured on what they were trained on") == true)
        let split = try SplitStrategies.named("given").split(
            parameters: .record([("validation", .string("none"))]), data: result.dataset.interactionData, seed: 1)
        #expect(split.warnings.map(\.message) == ["2 of 4 test interactions have a pair of user and item that is in training too"])
        #expect(split.statistics.first { $0.name == "test_in_training" }?.value == 2)
    }

    @Test func overlapAsAnError() {
        let failure = #expect(throws: Failure.self) { _ = try ingestBoth(train, test, [("duplicates", .string("error"))]) }
        #expect(failure?.description.contains("2 of 4 given test interactions are also in training, such as user 'a' and item 'x'") == true)
        let within = #expect(throws: Failure.self) {
            _ = try ingestBoth(train, "user,item,rating\na,z,1\na,z,1\n", [("duplicates", .string("error"))])
        }
        #expect(within?.description.contains("such as user 'a' and item 'z'") == true)
        let both = #expect(throws: Failure.self) { _ = try ingestBoth(train, test + "a,x,4\n", [("duplicates", .string("error"))]) }
        #expect(both?.diagnostics.count == 2)
    }

    @Test func anEmptyTestNamesTheCause() throws {
        let result = try ingestBoth(train, "user,item,rating\na,x,4\n-1,y,4\na,y,4\n")
        let failure = #expect(throws: Failure.self) { _ = try split("given", result.dataset.interactionData) }
        #expect(
            failure?.description.contains(
                "nothing of the given test is left: of 3 rows: 2 also in training, 1 with an anonymous user") == true)
        let scratch = try Scratch()
        try DatasetFiles.write(result.dataset, report: result.report, profile: DataProfile(result.dataset), make: scratch.make)
        #expect(try DatasetFiles.read(path: scratch.path) == result.dataset)
    }

    @Test(arguments: [
        ("leave-one-out", "all 2 users have fewer than 3 interactions and stay in training whole"),
        ("per-user", "rounds to none for all 2 users"), ("random", "of 3 interactions rounds to none"),
    ])
    func otherEmptyTests(strategy: String, reason: String) throws {
        let data = try ingestCSV("user,item,timestamp\na,x,1\na,y,2\nb,x,3\n").dataset.interactionData
        let scratch = try Scratch()
        try SplitFiles.write(try split(strategy, data), make: scratch.make)
        #expect(try SplitFiles.read(path: scratch.path).emptyTestReason?.contains(reason) == true)
    }

    /// With `duplicates: keep`, a pair may be in several parts: told, whatever the strategy is.
    @Test func repeatedPairsAcrossParts() throws {
        let text = "user,item,timestamp\na,x,1\na,y,2\na,x,3\n"
        let data = try ingestCSV(text, [("duplicates", .string("keep"))]).dataset
        #expect(data.repeatedPairs == 1)
        let result = try SplitStrategies.named("leave-one-out").split(parameters: .record([]), data: data.interactionData, seed: 1)
        #expect(result.warnings.map(\.kind) == ["test_in_training"])
    }

    /// Rated 5, then 1: the latest opinion counts, and it is below the threshold. Rated 1, then 5: it is above.
    @Test(arguments: [("last", ["b x 5.0 2"]), ("first", ["a x 5.0 1"]), ("mean", [])])
    func theThresholdComesAfterDuplicates(policy: String, expected: [String]) throws {
        let text = "user,item,rating,timestamp\na,x,5,1\na,x,1,2\nb,x,1,1\nb,x,5,2\nc,z,4,1\n"
        let result = try ingestCSV(text, [("positive_threshold", .double(4)), ("duplicates", .string(policy))])
        #expect(rows(result.dataset) == expected + ["c z 4.0 1"])
        #expect(result.report.duplicateRows == 2 && result.report.belowThreshold == 2 - expected.count)
    }

    @Test func oneLineSaysWhatWasLeftOut() throws {
        let text = "user,item,rating\na,x,5\na,x,4\na,y,1\n-1,x,5\nb,x,oops\nb,y,5\n"
        let result = try ingestCSV(text, [("positive_threshold", .double(2.5)), ("on_bad_row", .string("skip"))])
        #expect(
            result.summary
                == "read 5 interactions; left out 1 unreadable, 1 with an anonymous user, 1 duplicate (the last stays), 1 rated below 2.5; "
                + "kept 2")
        #expect(try ingestCSV("user,item\na,x\n").summary == "read 1 interaction; kept all")
    }

    @Test func repeatedRowsOfItemFilesAreTold() throws {
        let scratch = try Scratch()
        let result = try ingest(
            "csv",
            [
                ("interactions", .string(scratch.file("d.csv", "user,item\na,x\na,y\na,z\n"))),
                ("items", .string(scratch.file("i.csv", "item,title\nx,One\nx,Two\ny,Three\n"))),
            ])
        #expect(
            result.summary
                == "read 3 interactions; kept all; item file: 1 with a repeated id (the first row counts), 1 items without a row")
        #expect(result.hasLeftOut)
    }

    /// Days are no order within a day: how often the file decides is told, as are users who have too few interactions.
    @Test func splitsSayWhatTheyLeave() throws {
        let text = "user,item,timestamp\na,x,2018-07-01\na,y,2018-07-02\na,z,2018-07-02\nb,x,2018-07-01\n"
        let result = try SplitStrategies.named("leave-one-out").split(
            parameters: .record([]), data: ingestCSV(text).dataset.interactionData, seed: 1)
        #expect(result.notes.first == "1 of 2 users have fewer than 3 interactions and stay in training whole")
        #expect(result.notes.last?.hasPrefix("of 1 users the last interaction is one of several at the same time") == true)
        #expect(result.statistics.first { $0.name == "users_with_tied_test" }?.value == 1)
    }

    /// Reports of older versions lack some counts.
    @Test func reportsOfOlderVersions() throws {
        let scratch = try Scratch()
        _ = try scratch.file(
            "report.json",
            """
            {"anonymous_rows": 1, "bad_rows": 0, "below_threshold": 0, "candidate_lists_deduplicated": 0, "candidates_removed": 0,
             "duplicate_rows": 2, "filter_rounds": [], "format": "csv", "given_test_filtered": 0, "given_test_overlap": 0,
             "item_rows_bad": 0, "item_rows_repeated": 0, "item_rows_unused": 0, "items_without_row": 0, "rows_read": 9, "unknown_times": 0}
            """)
        let report = try DatasetFiles.readReport(path: scratch.path)
        #expect(report.counts.map(\.name) == ["rows_read", "anonymous_rows", "duplicate_rows"])
    }
}
