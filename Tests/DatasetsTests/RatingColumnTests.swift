import Datasets
import Diagnostics
import Parameters
import Testing

/// Columns under other names than the options give them.
@Suite struct RatingColumnTests {
    private func unread(_ text: String, _ options: [(name: String, value: ParameterValue)] = []) throws -> Diagnostic? {
        try ingestCSV(text, options).warnings.first { $0.kind == "unread_columns" }
    }

    @Test(arguments: ["Rating", "stars", "RATING", "Book-Rating", "overall", "review_score", "rating:float", "Score"])
    func unreadRatingsAreNamed(name: String) throws {
        let text = "user,item,\(name)\na,x,2\na,y,5\n"
        let found = try unread(text)
        #expect(found?.message.contains("column '\(name)' (ratings?) is not read, so every rating is 1") == true)
        #expect(found?.hint?.contains("`rating: \(name)`") == true)
        let result = try ingestCSV(text)
        #expect(!result.dataset.hasRatings)
        #expect(DataProfile(result.dataset).rows.first { $0.label == "mean rating" }?.value == "none: every interaction counts as 1")
        let named = try ingestCSV(text, [("rating", .string(name))])
        #expect(named.dataset.hasRatings && named.warnings.isEmpty)
        #expect(try unread(text, [("rating", .null)]) == nil)
    }

    @Test func unreadTimesAreNamed() throws {
        let byName = try unread("user,item,rating,Date\na,x,2,7\n")
        #expect(byName?.message.contains("'Date' (times?) is not read, so no time is known") == true)
        let byValue = try unread("user,item,rating,when\na,x,2,2018-07-01 22:09:11\na,y,2,2018-07-02 22:09:11\n")
        #expect(byValue?.hint?.contains("`timestamp: when`") == true)
        #expect(try unread("user,item,rating,age,timestamp\na,x,2,30,5\n") == nil)
        #expect(try unread("user,item,rating,timestamp,stars,date\na,x,2,5,3,9\n") == nil)
    }

    @Test func withoutAHeader() throws {
        let options: [(name: String, value: ParameterValue)] = [("header", .bool(false)), ("user", .string("1")), ("item", .string("2"))]
        let found = try unread("1,7,4.0,881250949\n1,8,3.0,881250950\n", options)
        #expect(found?.message.contains("columns '3' (ratings?), '4' (times?) are not read") == true)
        #expect(found?.hint?.contains("set `rating: 3` and `timestamp: 4`") == true)
        #expect(try unread("1,7,some words\n1,8,others\n", options) == nil)
    }

    @Test func aFirstLineThatIsNotWhatItIsTakenFor() throws {
        let numbered: [(name: String, value: ParameterValue)] = [
            ("user", .string("1")), ("item", .string("2")), ("rating", .string("3")), ("timestamp", .null),
        ]
        let eaten = try ingestCSV("1,7,4.0\n1,8,3.0\n", numbered).warnings
        #expect(eaten.contains { $0.kind == "header_looks_like_data" && $0.hint == "set `header: false`" })
        let read = try ingestCSV(
            "userId,movieId\n1,7\n", [("header", .bool(false)), ("user", .string("1")), ("item", .string("2"))]
        ).warnings
        #expect(read.contains { $0.kind == "data_looks_like_header" })
        let scratch = try Scratch()
        let headless = try ingest(
            "movielens", [("ratings", .string(scratch.file("ratings.csv", "1,7,4.0,881250949\n1,8,3.0,881250950\n")))])
        #expect(headless.dataset.interactions.count == 2)
    }

    @Test(arguments: [
        ("rating", "user,item,rating,rating"), ("user", "user,user,item,rating"), ("timestamp", "timestamp,user,item,timestamp"),
    ])
    func twoColumnsOfOneNameAreAnError(option: String, header: String) throws {
        let failure = #expect(throws: Failure.self) { _ = try ingestCSV(header + "\n1,2,3,4\n") }
        #expect(failure?.description.contains("2 columns '\(option)' (option `\(option)`)") == true)
        #expect(failure?.diagnostics.first?.hint?.contains("choose by number") == true)
    }

    @Test func theSameInItemFiles() throws {
        let scratch = try Scratch()
        let failure = #expect(throws: Failure.self) {
            _ = try ingest(
                "csv",
                [
                    ("interactions", .string(scratch.file("d.csv", "user,item\na,x\n"))),
                    ("items", .string(scratch.file("i.csv", "item,title,title\nx,A,B\n"))),
                ])
        }
        #expect(failure?.description.contains("2 columns 'title'") == true)
        let byNumber = try ingestCSV("user,item,rating,rating\na,x,2,5\n", [("rating", .string("4"))])
        #expect(byNumber.dataset.interactions.ratings == [5])
    }

    /// `user, item, rating`: blanks after commas are nobody's intention.
    @Test func blanksInHeadersAndNumbers() throws {
        let result = try ingestCSV("user, item, rating, timestamp\na,x, 4.5, 100\n")
        #expect(rows(result.dataset) == ["a x 4.5 100"] && result.warnings.isEmpty)
    }

    @Test func aThresholdNeedsRatings() {
        let failure = #expect(throws: Failure.self) {
            _ = try ingestCSV("user,item,stars\na,x,4\n", [("positive_threshold", .double(4))])
        }
        #expect(failure?.description.contains("`positive_threshold` compares ratings, and the data has none") == true)
        #expect(failure?.diagnostics.first?.hint?.contains("'stars'") == true)
    }

    @Test func ratingsOfOnePartOnly() throws {
        let scratch = try Scratch()
        let result = try ingest(
            "csv",
            [
                ("interactions", .string(scratch.file("d.csv", "user,item,rating\na,x,4\na,y,2\n"))),
                ("test_interactions", .string(scratch.file("t.csv", "user,item\na,z\n"))),
            ])
        #expect(!result.dataset.hasRatings && result.warnings.map(\.kind) == ["ratings_of_one_part"])
    }

    /// A `ratings.csv` with other columns would have its times read as ratings.
    @Test func otherColumnsThanMovieLens() throws {
        let scratch = try Scratch()
        let path = try scratch.file("ratings.csv", "userId,movieId,timestamp,rating\n1,2,881250949,4.0\n")
        let failure = #expect(throws: Failure.self) { _ = try ingest("movielens", [("ratings", .string(path))]) }
        #expect(failure?.description.contains("userId,movieId,rating,timestamp") == true)
    }

    @Test func filesSayWhetherThereAreRatings() throws {
        let scratch = try Scratch()
        let dataset = try ingest("lightgcn", [("train", .string(scratch.file("train.txt", "0 1 2\n1 2 3\n")))]).dataset
        #expect(!dataset.hasRatings)
        try DatasetFiles.write(dataset, report: IngestReport(), profile: DataProfile(dataset), make: scratch.make)
        #expect(try DatasetFiles.read(path: scratch.path) == dataset)
        try SplitFiles.write(try split("random", dataset.interactionData), make: scratch.make)
        #expect(try !SplitFiles.read(path: scratch.path).hasRatings)
    }
}
