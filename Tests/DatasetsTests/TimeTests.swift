import Datasets
import Diagnostics
import Parameters
import Safetensors
import Testing

/// The times of one row for each text, in microseconds.
private func times(_ texts: [String], _ options: [(name: String, value: ParameterValue)] = []) throws -> [Int64] {
    let lines = texts.enumerated().map { "u\($0),i,\"\($1)\"\n" }.joined()
    return try ingestCSV("user,item,timestamp\n" + lines, options).dataset.interactions.timestamps
}

@Suite struct TimeTests {
    private let unknown = Interactions.unknownTime

    @Test(arguments: [
        ("seconds", "1700000000.9", 1_700_000_000_900_000), ("seconds", "1700000000", 1_700_000_000_000_000),
        ("seconds", "1.7e9", 1_700_000_000_000_000), ("seconds", "-0.25", -250_000), ("seconds", ".5", 500_000),
        // No Double lies at 1700000000.123457, nor does a float's product with 10⁶.
        ("seconds", "1700000000.123457", 1_700_000_000_123_457),
        ("milliseconds", "1433221332480", 1_433_221_332_480_000), ("milliseconds", "1433221332480.5", 1_433_221_332_480_500),
        ("microseconds", "1433221332480123", 1_433_221_332_480_123), ("nanoseconds", "1433221332480123000", 1_433_221_332_480_123),
        ("nanoseconds", "-1500", -2),
    ])
    func numbersKeepTheirFraction(unit: String, text: String, expected: Int64) throws {
        #expect(try times([text], [("timestamp_unit", .string(unit))]) == [expected])
    }

    /// Expected seconds from GNU date.
    @Test(arguments: [
        ("2018-07-01 22:09:11", 1_530_482_951.0), ("2018-07-01T22:09:11Z", 1_530_482_951), ("2018-07-01T22:09:11.25Z", 1_530_482_951.25),
        ("2018-07-01T22:09:11+02:00", 1_530_475_751), ("2018-07-01 22:09:11 +0200", 1_530_475_751),
        ("2018-07-01T22:09:11+02", 1_530_475_751),
        ("2018-07-01 22:09:11.000001 UTC", 1_530_482_951.000001), ("2018-07-01", 1_530_403_200), ("2018/07/01 22:09:11", 1_530_482_951),
        ("20180701T220911Z", 1_530_482_951), ("2018-07-01 22:09", 1_530_482_940), ("2018-07-01t22:09:11z", 1_530_482_951),
        ("2018-06-30T24:00:00Z", 1_530_403_200), ("2016-02-29", 1_456_704_000),
    ])
    func datesOfISO8601(text: String, seconds: Double) throws {
        #expect(try times([text]) == [Int64((seconds * 1e6).rounded())])
    }

    @Test(arguments: [
        "2018-13-01", "2018-02-29", "2018-07-01T25:00", "2018-07-01T22:61", "01/07/2018", "2018-07-01T", "2018-07-01 22", "July 2018",
        "2018-7-1",
        "2018-07-01T22:09:11+25:00", "2018-07-01 22:09:11 CET", "--5", "1e999",
    ])
    func whatIsNoTimeIsABadRow(text: String) {
        let failure = #expect(throws: Failure.self) { _ = try times(["1", text]) }
        #expect(failure?.description.contains("'\(text)'") == true)
    }

    /// Expected seconds from GNU date.
    @Test(arguments: [
        ("%d.%m.%Y %H:%M", "31.12.1999 23:05", 946_681_500.0), ("%m %d, %Y", "09 13, 2009", 1_252_800_000),
        ("%a %b %d %H:%M:%S %z %Y", "Mon Sep 24 03:35:21 +0000 2012", 1_348_457_721),
        ("%F %T.%f", "2018-07-01 22:09:11.5", 1_530_482_951.5),
        ("%m/%d/%y %I:%M %p", "7/1/18 10:09 PM", 1_530_482_940), ("%m/%d/%y %I:%M %p", "7/1/18 12:00 AM", 1_530_403_200),
        ("%B %e, %Y", "July 1, 2018", 1_530_403_200), ("%Y%m%d", "20180701", 1_530_403_200),
        ("%Y%m%d%H%M%S", "20180701220911", 1_530_482_951),
        ("%Y-%m-%dT%H:%M:%S%z", "2018-07-01T22:09:11+02:00", 1_530_475_751),
    ])
    func aFormatOfTheUser(format: String, text: String, seconds: Double) throws {
        let options: [(name: String, value: ParameterValue)] = [("timestamp_format", .string(format))]
        #expect(try times([text], options) == [Int64(seconds * 1e6)])
        let failure = #expect(throws: Failure.self) { _ = try times(["x" + text], options) }
        #expect(failure?.description.contains("does not fit `timestamp_format: '\(format)'`") == true)
    }

    @Test(arguments: [
        ([("timestamp_format", "%Y %Q")], "unknown directive '%Q'"), ([("timestamp_format", "%H:%M")], "reads no year"),
        ([("timestamp_format", "%Y%")], "ends in '%'"),
        ([("timestamp_format", "%Y-%m-%d"), ("timestamp_unit", "milliseconds")], "no effect beside `timestamp_format`"),
    ])
    func formatsThatCannotBeAreRefusedBeforeAnythingRuns(options: [(name: String, value: String)], reason: String) throws {
        let format = try DatasetFormats.named("csv")
        let failure = #expect(throws: Failure.self) {
            try format.check(.record(options.map { ($0.name, ParameterValue.string($0.value)) }))
        }
        #expect(failure?.description.contains(reason) == true)
    }

    /// `unknown_times` compares what is written: 0.4 is not 0.
    @Test func unknownIsWhatIsWritten() throws {
        #expect(try times(["0", "0.0", "0.4", "", "1"]) == [unknown, unknown, 400_000, unknown, 1_000_000])
        let others: [(name: String, value: ParameterValue)] = [
            ("unknown_times", .list([.string("-1"), .string("NaN"), .string("0000-00-00")]))
        ]
        #expect(try times(["-1", "-1.00", "NaN", "0000-00-00", "0", "-0.5"], others) == [unknown, unknown, unknown, unknown, 0, -500_000])
        #expect(try times(["0.11", "0.12"]) == [110_000, 120_000])
    }

    /// The earlier opinion has the later place in the file; both are in one second.
    @Test(arguments: [("last", "5.0"), ("first", "1.0")])
    func duplicatesWithinASecond(policy: String, rating: String) throws {
        let text = "user,item,rating,timestamp\na,x,5,1700000000.75\na,x,1,1700000000.25\n"
        #expect(try rows(ingestCSV(text, [("duplicates", .string(policy))]).dataset).first?.contains("a x \(rating)") == true)
    }

    /// As in the files `splits/ms.csv` and `splits/frac.csv`: the latest comes first, all within one second.
    @Test(arguments: [("seconds", "1700000000.", ["9", "8", "7", "6"]), ("milliseconds", "1433221332", ["480", "360", "240", "120"])])
    func theLastWithinASecond(unit: String, second: String, fractions: [String]) throws {
        let text = "user,item,timestamp\n" + fractions.enumerated().map { "a,i\($0),\(second)\($1)\n" }.joined()
        let data = try ingestCSV(text, [("timestamp_unit", .string(unit))]).dataset
        let result = try split("leave-one-out", data.interactionData)
        #expect(result.test.items == [0] && result.validation.items == [1])
        let temporal = try split("temporal", data.interactionData, [("ratios", .list([.double(0.5), .double(0.25), .double(0.25)]))])
        #expect([temporal.train.items, temporal.validation.items, temporal.test.items] == [[2, 3], [1], [0]])
        let user = try split(
            "per-user", data.interactionData,
            [("order", .string("time")), ("ratios", .list([.double(0.5), .double(0.25), .double(0.25)]))])
        #expect([user.train.items, user.validation.items, user.test.items] == [[2, 3], [1], [0]])
    }

    @Test func momentsAreDatesOrSeconds() throws {
        let text = "user,item,timestamp\na,p,2018-07-01\na,q,2018-07-02\na,r,2018-07-02T12:00:00.5Z\na,s,2018-07-03\n"
        let data = try ingestCSV(text).dataset.interactionData
        let options: [(name: String, value: ParameterValue)] = [
            ("validation_from", .string("2018-07-02")), ("test_from", .string("1530532800.5")),
        ]
        let result = try split("temporal", data, options)
        #expect([result.train.items, result.validation.items, result.test.items] == [[0], [1], [2, 3]])
        // Of the three before it, a ninth is for validation: none; with a third, one.
        let alone = try split("temporal", data, [("test_from", .string("2018-07-03"))])
        #expect([alone.train.count, alone.validation.count, alone.test.count] == [3, 0, 1])
        let third = try split(
            "temporal", data, [("test_from", .string("2018-07-03")), ("ratios", .list([.double(0.6), .double(0.3), .double(0.1)]))])
        #expect([third.train.count, third.validation.count, third.test.count] == [2, 1, 1])
        let failure = #expect(throws: Failure.self) { _ = try split("temporal", data, [("test_from", .string("soon"))]) }
        #expect(failure?.description.contains("`test_from: soon` is neither a date nor a number of seconds") == true)
        let late = try split("temporal", data, [("test_from", .string("2019-01-01"))])
        #expect(late.emptyTestReason?.contains("no interaction is as late as 2019-01-01 00:00:00; the times run from 2018-07-01") == true)
    }

    @Test func profilesShowMoments() throws {
        let short = DataProfile(try ingestCSV("user,item,timestamp\na,p,1530482951.25\na,q,1530482952\n").dataset)
        #expect(short.firstTime == 1_530_482_951.25)
        #expect(short.rows.first { $0.label == "dates" }?.value == "2018-07-01 22:09:11.25 to 2018-07-01 22:09:12 UTC")
    }

    /// Files that an older version wrote count whole seconds, and do not say so.
    @Test func filesOfOlderVersions() throws {
        let scratch = try Scratch()
        var writer = SafetensorsWriter(metadata: ["users": "1", "items": "2"])
        try writer.add("users", int32: [0, 0])
        try writer.add("items", int32: [0, 1])
        try writer.add("ratings", float32: [1, 1])
        try writer.add("timestamps", int64: [5, Int64.min])
        try scratch.make("interactions.safetensors", writer.write)
        try scratch.make("given.safetensors", SafetensorsWriter().write)
        let data = try DatasetFiles.readInteractions(path: scratch.path)
        #expect(data.interactions.timestamps == [5_000_000, unknown] && data.hasRatings)
    }
}

@Suite struct TimestampUnitTests {
    private func warning(_ texts: [String], _ options: [(name: String, value: ParameterValue)] = []) throws -> Diagnostic? {
        let lines = texts.enumerated().map { "u\($0),i,\($1)\n" }.joined()
        return try ingestCSV("user,item,timestamp\n" + lines, options).warnings.first { $0.kind?.hasPrefix("timestamp") == true }
    }

    @Test(arguments: [
        ("seconds", "1000000107001", "the last in 33658: they look like milliseconds", "timestamp_unit: milliseconds"),
        ("seconds", "1700000000000", "55840", "timestamp_unit: milliseconds"),
        ("milliseconds", "1700000000000000", "microseconds", "timestamp_unit: microseconds"),
        ("microseconds", "1700000000000000000", "nanoseconds", "timestamp_unit: nanoseconds"),
        ("milliseconds", "1433221332", "they look like seconds", "timestamp_unit: seconds"),
        ("nanoseconds", "1433221332000", "they look like milliseconds", "timestamp_unit: milliseconds"),
        ("seconds", "20180701", "look like dates (such as 20180701)", "timestamp_format: '%Y%m%d'"),
    ])
    func thatCannotBeNamesTheLikelyOne(unit: String, text: String, message: String, hint: String) throws {
        let found = try warning([text], [("timestamp_unit", .string(unit))])
        #expect(found?.kind == "timestamp_unit")
        #expect(found?.message.contains(message) == true, "\(found?.message ?? "")")
        #expect(found?.hint?.contains(hint) == true)
    }

    /// Counters, fractions, single later dates of a calendar that ends before 2100.
    @Test(arguments: [["1003", "1038"], ["0.11", "0.9"], ["1000000107", "4000000000"], ["2018-07-01", "1970-01-02"], ["", ""]])
    func thatCanBeIsNotRemarked(texts: [String]) throws { #expect(try warning(texts) == nil) }

    @Test func beyondTheCalendarIsABadRowThatSaysWhatToDo() {
        let failure = #expect(throws: Failure.self) { _ = try warning(["1433221332480000"]) }
        #expect(failure?.description.contains("in microseconds it is 2015-06-02: set `timestamp_unit: microseconds`") == true)
        let date = #expect(throws: Failure.self) { _ = try warning(["20180701220911"]) }
        #expect(date?.description.contains("set `timestamp_format: '%Y%m%d%H%M%S'`") == true)
    }

    @Test func digitsThatAreNotKeptAreCounted() throws {
        let found = try warning(["1700000000.1234567", "1700000000.1234561"])
        #expect(found?.kind == "timestamp_precision" && found?.message.contains("2 of 2 times") == true)
        #expect(try warning(["1700000000.1234560", "1700000000.123456"]) == nil)
    }

    @Test func wordsForAMissingTime() {
        for word in ["NaN", "NaT", "0000-00-00 00:00:00"] {
            let failure = #expect(throws: Failure.self) { _ = try warning([word]) }
            #expect(failure?.description.contains("'\(word)' looks like a missing value: add it to `unknown_times`") == true)
        }
    }

    @Test func aUnitWithoutEffect() throws {
        let found = try warning(["2018-07-01"], [("timestamp_unit", .string("milliseconds"))])
        #expect(found?.message == "`timestamp_unit: milliseconds` has no effect: all 1 times are dates")
        #expect(try ingestCSV("user,item,timestamp\na,x,5\na,y,2018-07-01\n").warnings.map(\.kind) == ["mixed_timestamps"])
    }

    /// Formats without the option say what else to do.
    @Test func otherFormats() throws {
        let scratch = try Scratch()
        let result = try ingest("movielens", [("ratings", .string(scratch.file("ratings.dat", "1::2::5::1000000107001\n")))])
        #expect(result.warnings.first?.hint?.contains("with `format: csv` or `tsv`, set `timestamp_unit: milliseconds`") == true)
    }
}
