import Datasets
import Diagnostics
import Parameters
import Testing

@Suite struct FormatTests {
    @Test func everyFormatIsDeclared() throws {
        #expect(
            DatasetFormats.all.map(\.id) == [
                "movielens", "csv", "tsv", "jsonl", "recbole", "ncf", "lightgcn", "amazon-reviews", "synthetic",
            ])
        for format in DatasetFormats.all {
            #expect(!format.documentation.isEmpty)
            #expect(Set(format.fields.map(\.name)).count == format.fields.count, "\(format.id) declares a name twice")
            #expect(format.fields.allSatisfy { !$0.documentation.isEmpty })
            #expect(format.fields.contains { $0.name == "min_interactions" })
        }
        let failure = #expect(throws: Failure.self) { _ = try DatasetFormats.named("movilens") }
        #expect(failure?.diagnostics.first?.hint == "did you mean 'movielens'?")
    }

    @Test func filesAreThePathsThatAreSet() throws {
        let format = try DatasetFormats.named("movielens")
        let files = format.files(.record([("ratings", .string("r")), ("items", .null), ("users", .string("u"))]))
        #expect(files.map { "\($0.name)=\($0.path)" } == ["ratings=r", "users=u"])
    }

    @Test func movieLensLayouts() throws {
        let scratch = try Scratch()
        let latin = Array("2::Mis".utf8) + [0xE9] + Array("rables, Les (1995)::Drama|Musical\n9::Unseen::Drama\n".utf8)
        let dat = try ingest(
            "movielens",
            [
                ("ratings", .string(scratch.file("r.dat", "1::2::5::100\n1::3::4::0\n"))), ("items", .string(scratch.file("m.dat", latin))),
                ("users", .string(scratch.file("u.dat", "1::F::1::10::48067\n"))),
            ])
        #expect(rows(dat.dataset) == ["1 2 5.0 100", "1 3 4.0 ?"])
        #expect(dat.dataset.itemFields == ["title": ["Misérables, Les (1995)", ""], "genres": ["Drama|Musical", ""]])
        #expect(dat.dataset.userFields["gender"] == ["F"])
        #expect([dat.report.itemRowsUnused, dat.report.itemsWithoutRow, dat.report.unknownTimes] == [1, 1, 1])
        let flags = "2|Toy|01-Jan-1995||http://x|0|1|0|0|0|1" + String(repeating: "|0", count: 13) + "\n"
        let data = try ingest(
            "movielens",
            [
                ("ratings", .string(scratch.file("u.data", "1\t2\t5\t100\n"))), ("items", .string(scratch.file("u.item", flags))),
            ])
        #expect(data.dataset.itemFields["genres"] == ["Action|Comedy"])
        #expect(data.dataset.itemFields["release_date"] == ["01-Jan-1995"])
        let csv = try ingest(
            "movielens",
            [
                ("ratings", .string(scratch.file("r.csv", "userId,movieId,rating,timestamp\n1,2,4.5,100\n"))),
                ("items", .string(scratch.file("m.csv", "movieId,title,genres\n2,\"American President, The (1995)\",Comedy|Drama\n"))),
            ])
        #expect(rows(csv.dataset) == ["1 2 4.5 100"])
        #expect(csv.dataset.itemFields["title"] == ["American President, The (1995)"])
    }

    @Test func aFirstLineMayBeEmptyOrAnonymous() throws {
        let scratch = try Scratch()
        let result = try ingest("movielens", [("ratings", .string(scratch.file("r.dat", "\r\n-1::2::3::4\r\n7::2::3::4")))])
        #expect(rows(result.dataset) == ["7 2 3.0 4"])
    }

    @Test func movieLensRefusesOtherFiles() throws {
        let scratch = try Scratch()
        let failure = #expect(throws: Failure.self) {
            _ = try ingest("movielens", [("ratings", .string(scratch.file("x", "what is this\n")))])
        }
        #expect(failure?.code == .invalidInput)
        let short = #expect(throws: Failure.self) {
            _ = try ingest("movielens", [("ratings", .string(scratch.file("r.dat", "1::2::5\n1::2::3::4\n")))])
        }
        #expect(short?.diagnostics.first?.location?.line == 1)
    }

    @Test func ncfCandidatesAreNegativesOnly() throws {
        let scratch = try Scratch()
        let train = try scratch.file("train", "0\t0\t5\t10\n0\t1\t3\t11\n1\t0\t4\t12\n")
        let test = try scratch.file("test", "0\t2\t5\t20\n1\t3\t4\t21\n")
        let negatives = try scratch.file("negative", "(0,2)\t5\t2\t6\t5\n(1,3)\t6\t7\n")
        let result = try ingest("ncf", [("train", .string(train)), ("test", .string(test)), ("negatives", .string(negatives))])
        #expect(rows(result.dataset) == ["0 0 5.0 10", "0 1 3.0 11", "1 0 4.0 12"])
        #expect(rows(result.dataset, result.dataset.givenTest) == ["0 2 5.0 20", "1 3 4.0 21"])
        let lists = result.dataset.givenCandidates?.map { $0.map { result.dataset.itemIDs[Int($0)] } }
        #expect(lists == [["5", "6"], ["6", "7"]])
        #expect(result.report.candidateListsDeduplicated == 1)
        #expect(result.report.candidatesRemoved == 2)
        let other = try scratch.file("other", "(0,2)\t5\n(7,3)\t6\n")
        let failure = #expect(throws: Failure.self) {
            _ = try ingest("ncf", [("train", .string(train)), ("test", .string(test)), ("negatives", .string(other))])
        }
        #expect(failure?.description.contains("no candidates for 1 of 2 test ratings") == true)
        let malformed = try scratch.file("malformed", "(0,2)\t5\n1,3\t6\n")
        let bad = #expect(throws: Failure.self) {
            _ = try ingest("ncf", [("train", .string(train)), ("test", .string(test)), ("negatives", .string(malformed))])
        }
        #expect(bad?.diagnostics.first?.location?.line == 2)
    }

    @Test func lightGCNListsWithEmptyOnes() throws {
        let scratch = try Scratch()
        let result = try ingest(
            "lightgcn",
            [
                ("train", .string(scratch.file("train", "0 3 1\n1\n2 3 3 \r\n"))), ("test", .string(scratch.file("test", "0 9\n5 3\n"))),
            ])
        #expect(rows(result.dataset) == ["0 3 1.0 ?", "0 1 1.0 ?", "2 3 1.0 ?"])
        #expect(rows(result.dataset, result.dataset.givenTest) == ["0 9 1.0 ?", "5 3 1.0 ?"])
    }

    @Test func itemTablesOfCSV() throws {
        let scratch = try Scratch()
        let result = try ingest(
            "csv",
            [
                ("interactions", .string(scratch.file("d.csv", "user,item\nu,b\nu,a\n"))), ("item_id", .string("sku")),
                ("items", .string(scratch.file("i.csv", "name,sku,price\n\"A \"\"1\"\"\",a,3\nB,b,4\nB again,b,5\n"))),
            ])
        #expect(result.dataset.itemFields == ["name": ["B", "A \"1\""], "price": ["4", "3"]])
        #expect(result.report.itemRowsRepeated == 1)
    }
}
