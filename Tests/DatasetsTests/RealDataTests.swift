import Datasets
import Diagnostics
import Testing

/// Counts from the data's own documentation (see the data folder's README); skipped loudly where the data is missing.
@Suite(.serialized) struct RealDataTests {
    @Test func movieLens1M() throws {
        guard let folder = realData("ml-1m") else { return }
        let clock = ContinuousClock()
        let start = clock.now
        let result = try ingest(
            "movielens",
            [
                ("ratings", .string(folder + "/ratings.dat")), ("items", .string(folder + "/movies.dat")),
                ("users", .string(folder + "/users.dat")),
            ])
        let read = clock.now
        let profile = DataProfile(result.dataset)
        let scratch = try Scratch()
        try DatasetFiles.write(result.dataset, report: result.report, profile: profile, make: scratch.make)
        let written = clock.now
        let data = try DatasetFiles.readInteractions(path: scratch.path)
        let split = try SplitStrategies.named("leave-one-out").split(
            parameters: .record([("allow_unknown_times", .bool(true))]), data: data, seed: 1)
        try SplitFiles.write(split.split, make: scratch.make)
        let end = clock.now
        print("ML-1M: ingest \(read - start), profile and files \(written - read), split with files \(end - written)")
        #expect(profile.users == 6040)
        #expect(profile.items == 3706)
        #expect(profile.interactions == 1_000_209)
        #expect(profile.unknownTimes == 198_417)
        #expect(result.report.unknownTimes == 198_417)
        #expect(profile.ratings.map(\.count).reduce(0, +) == 1_000_209)
        #expect(profile.ratings.map(\.from) == [1, 2, 3, 4, 5])
        #expect(result.dataset.itemFields["title"]?.contains("Misérables, Les (1995)") == true)
        #expect(split.split.test.count == 6040)
        #expect(split.split.validation.count == 6040)
        #expect(try DatasetFiles.read(path: scratch.path) == result.dataset)
        let failure = #expect(throws: Failure.self) {
            _ = try SplitStrategies.named("leave-one-out").split(parameters: .record([]), data: data, seed: 1)
        }
        #expect(failure?.description.contains("198417 of 1000209") == true)
        #expect(failure?.diagnostics.first?.hint?.contains("order: random") == true)
    }

    @Test func ncfSplit() throws {
        guard let folder = realData("ml-1m-ncf") else { return }
        let result = try ingest(
            "ncf",
            [
                ("train", .string(folder + "/ml-1m.train.rating")), ("test", .string(folder + "/ml-1m.test.rating")),
                ("negatives", .string(folder + "/ml-1m.test.negative")),
            ])
        #expect(result.dataset.interactions.count == 994_169)
        #expect(result.dataset.givenTest?.count == 6040)
        #expect(result.dataset.userIDs.count == 6040)
        #expect(result.dataset.itemIDs.count == 3706)
        #expect(result.dataset.givenCandidates?.count == 6040)
        let own = zip(result.dataset.givenTest?.items ?? [], result.dataset.givenCandidates ?? []).count { $1.contains($0) }
        #expect(own == 0)
        #expect(result.report.givenTestOverlap == 0)
        let given = try SplitStrategies.named("given").split(parameters: .record([]), data: result.dataset.interactionData, seed: 1)
        #expect(given.split.testCandidates?.count == 6040)
        #expect(given.split.validation.count == 6040)
        #expect(given.split.train.count == 994_169 - 6040)
        print("NCF: \(result.report.candidateListsDeduplicated) lists, \(result.report.candidatesRemoved) entries removed")
    }

    @Test func movieLens100k() throws {
        guard let folder = realData("ml-100k") else { return }
        let result = try ingest(
            "movielens",
            [
                ("ratings", .string(folder + "/u.data")), ("items", .string(folder + "/u.item")), ("users", .string(folder + "/u.user")),
            ])
        let profile = DataProfile(result.dataset)
        #expect([profile.users, profile.items, profile.interactions, profile.unknownTimes] == [943, 1682, 100_000, 0])
        #expect(profile.rows.contains { $0.label == "dates" && $0.value == "1997-09-20 to 1998-04-22" })
        let toyStory = result.dataset.itemIDs.firstIndex(of: "1") ?? 0
        #expect(result.dataset.itemFields["title"]?[toyStory] == "Toy Story (1995)")
        #expect(result.dataset.itemFields["genres"]?[toyStory] == "Animation|Children's|Comedy")
        let official = try ingest("movielens", [("ratings", .string(folder + "/u1.base")), ("test_ratings", .string(folder + "/u1.test"))])
        #expect(official.dataset.interactions.count == 80_000)
        #expect(official.dataset.givenTest?.count == 20_000)
        #expect(official.report.givenTestOverlap == 0)
        #expect(official.dataset.itemIDs.count == 1682)
    }

    @Test func lightGCNLists() throws {
        guard let folder = realData("lightgcn-yelp2018") else { return }
        let result = try ingest("lightgcn", [("train", .string(folder + "/train.txt")), ("test", .string(folder + "/test.txt"))])
        let counts = [
            result.dataset.userIDs.count, result.dataset.itemIDs.count, result.dataset.interactions.count,
            result.dataset.givenTest?.count ?? 0,
        ]
        #expect(counts == [31_668, 38_048, 1_237_259, 324_147])
    }

    @Test func lastFM() throws {
        guard let folder = realData("lightgcn-lastfm") else { return }
        let result = try ingest(
            "tsv",
            [
                ("interactions", .string(folder + "/data1.txt")), ("test_interactions", .string(folder + "/test1.txt")),
                ("header", .bool(false)),
                ("user", .string("1")), ("item", .string("2")), ("rating", .null), ("timestamp", .null),
            ])
        print("lastfm: \(result.dataset.userIDs.count) users, \(result.dataset.itemIDs.count) items, \(result.report.counts)")
        #expect(result.dataset.interactions.count == 42_135)
        #expect(result.dataset.givenTest?.count == 10_533)
        #expect(result.dataset.interactions.ratings.allSatisfy { $0 == 1 })
    }
}
