import Datasets
import Diagnostics
import Parameters
import Testing

/// What files contain in practice.
@Suite struct DelimitedTextTests {
    @Test(arguments: [
        "user,item,rating,timestamp\nu1,i1,3,100\nu2,i2,4.5,200\n",
        "user,item,rating,timestamp\r\nu1,i1,3,100\r\nu2,i2,4.5,200\r\n",
        "user,item,rating,timestamp\nu1,i1,3,100\nu2,i2,4.5,200",
        "\u{FEFF}user,item,rating,timestamp\n\nu1,i1,3,100\n\n\nu2,i2,4.5,200\n\n",
        "timestamp,rating,item,user\n100,3,i1,u1\n200,4.5,i2,u2\n",
        "user,item,rating,timestamp\n\"u1\",\"i1\",\"3\",\"100\"\r\n\"u2\",\"i2\",\"4.5\",\"200\"\r\n",
        "user,item,rating,timestamp,more\nu1,i1,3.0,100.0,\nu2,i2,45e-1,2e2,x\n",
    ])
    func layoutsThatMeanTheSame(text: String) throws {
        #expect(try rows(ingestCSV(text).dataset) == ["u1 i1 3.0 100", "u2 i2 4.5 200"])
    }

    @Test func quotedFieldsHoldAnything() throws {
        let result = try ingestCSV("user,item,rating\n\"a,\"\"b\"\"\r\nc\",\"\n\",1\nx,y,2\n")
        #expect(result.dataset.userIDs == ["a,\"b\"\r\nc", "x"])
        #expect(result.dataset.itemIDs == ["\n", "y"])
    }

    @Test func idsAreTextAndNotNumbers() throws {
        let ids = ["7", "07", "7.0", " 7", "-7", "999999999999999999", "9999999999999999999", "שלום", "🎬", "0"]
        let result = try ingestCSV("user,item\n" + ids.map { "\($0),\($0)\n" }.joined())
        #expect(result.dataset.userIDs == ids)
        #expect(result.dataset.itemIDs == ids)
    }

    /// Near and far, rising and falling: the same id has the same index whichever way it is looked up.
    @Test func numericIdsNearAndFar() throws {
        let ids = (0..<5000).flatMap { [$0 * 7919 % 5003, 1_000_000 - $0, $0 << 40] }
        let result = try ingestCSV("user,item\n" + (ids + ids.reversed()).enumerated().map { "\($1),\($0)\n" }.joined())
        #expect(
            result.dataset.userIDs
                == ids.reduce(into: (Set<Int>(), [String]())) { seen, id in
                    if seen.0.insert(id).inserted { seen.1.append(String(id)) }
                }.1)
        #expect(result.dataset.interactions.users == result.dataset.interactions.users.reversed())
    }

    @Test func withoutAHeaderColumnsAreNumbers() throws {
        let options: [(name: String, value: ParameterValue)] = [
            ("header", .bool(false)), ("user", .string("2")), ("item", .string("1")), ("rating", .null), ("timestamp", .string("3")),
            ("delimiter", .string("; ")),
        ]
        #expect(try rows(ingestCSV("i; u; 5\n", options).dataset) == ["u i 1.0 5"])
    }

    @Test func zeroIsNotNineteenSeventy() throws {
        let text = "user,item,timestamp\na,b,0\na,c,\na,d,5\na,e,-1\n"
        #expect(try rows(ingestCSV(text).dataset) == ["a b 1.0 ?", "a c 1.0 ?", "a d 1.0 5", "a e 1.0 -1"])
        let options: [(name: String, value: ParameterValue)] = [("unknown_times", .list([.string("-1")]))]
        #expect(try rows(ingestCSV(text, options).dataset) == ["a b 1.0 0", "a c 1.0 ?", "a d 1.0 5", "a e 1.0 ?"])
    }

    @Test func milliseconds() throws {
        let result = try ingestCSV(
            "user,item,timestamp\na,b,1500\na,c,-1\n", [("timestamp_unit", .string("milliseconds"))])
        #expect(result.dataset.interactions.timestamps == [1_500_000, -1_000])
    }

    /// A record longer than a chunk, and records across the borders of chunks.
    @Test func megabyteLines() throws {
        let long = String(repeating: "x", count: 9_000_000)
        var text = "user,item,rating\n\(long),i,1\n"
        for row in 0..<400_000 { text += "\(row % 1000),\(row),2\n" }
        text += "\"\(long)\n\",j,3\n"
        let result = try ingestCSV(text)
        #expect(result.dataset.interactions.count == 400_002)
        #expect(result.dataset.userIDs.first == long)
        #expect(result.dataset.userIDs.last == long + "\n")
    }

    @Test func aMissingColumnIsNamed() throws {
        let failure = #expect(throws: Failure.self) { _ = try ingestCSV("usr,item\n1,2\n") }
        #expect(failure?.code == .invalidInput)
        #expect(failure?.description.contains("no column 'user'") == true)
        #expect(failure?.diagnostics.first?.hint == "did you mean 'usr'?")
        let rating = #expect(throws: Failure.self) { _ = try ingestCSV("user,item\n1,2\n", [("rating", .string("stars"))]) }
        #expect(rating?.description.contains("no column 'stars'") == true)
    }

    @Test func missingAndWrongFiles() throws {
        let missing = #expect(throws: Failure.self) { _ = try ingest("csv", [("interactions", .string("/nonexistent.csv"))]) }
        #expect(missing?.code == .missingInput)
        #expect(throws: Failure.self) { _ = try ingestCSV("") }
        #expect(throws: Failure.self) { _ = try ingestCSV("user,item\n") }
        let folder = #expect(throws: Failure.self) { _ = try ingest("csv", [("interactions", .string("/tmp"))]) }
        #expect(folder?.code == .inputOutput)
    }
}
