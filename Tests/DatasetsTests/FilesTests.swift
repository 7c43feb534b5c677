import Datasets
import Diagnostics
import Foundation
import Testing

@Suite struct FilesTests {
    private func hostile() -> Dataset {
        let ids = ["", "a,b", "\"", "line\nbreak", "\r\n", "שלום", "👩‍👩‍👧‍👦", " spaced ", "e\u{301}", "\u{FEFF}x", "0007"]
        let rows = Int32(ids.count)
        let data = Interactions(
            users: Array(0..<rows), items: (0..<rows).reversed(), ratings: (0..<rows).map { Float($0) / 3 },
            timestamps: (0..<rows).map { $0 == 2 ? Interactions.unknownTime : Int64($0) - 5 })
        return Dataset(
            interactions: data, userIDs: ids, itemIDs: ids.reversed(), itemFields: ["title": ids, "quote\"d, name": ids.reversed()],
            userFields: [:], givenTest: Interactions(users: [1], items: [2], ratings: [3], timestamps: [4]),
            givenValidation: Interactions(),
            givenCandidates: [[4, 5, 6]])
    }

    @Test func aDatasetComesBackExactly() throws {
        let scratch = try Scratch()
        let dataset = hostile()
        let report = IngestReport(format: "x"), profile = DataProfile(dataset)
        try DatasetFiles.write(dataset, report: report, profile: profile, make: scratch.make)
        let read = try DatasetFiles.read(path: scratch.path)
        #expect(read == dataset)
        // String equality is canonical; the bytes must be the same, too.
        #expect(read.userIDs.map { Array($0.utf8) } == dataset.userIDs.map { Array($0.utf8) })
        #expect(try DatasetFiles.readReport(path: scratch.path) == report)
        #expect(try DatasetFiles.readProfile(path: scratch.path) == profile)
        let again = try Scratch()
        try DatasetFiles.write(dataset, report: report, profile: profile, make: again.make)
        for name in ["interactions.safetensors", "given.safetensors", "users.csv", "items.csv", "profile.json", "report.json"] {
            #expect(FileManager.default.contentsEqual(atPath: scratch.path(name), andPath: again.path(name)))
        }
    }

    @Test func interactionsAloneNeedNoTables() throws {
        let scratch = try Scratch()
        let dataset = hostile()
        try DatasetFiles.write(dataset, report: IngestReport(), profile: DataProfile(dataset), make: scratch.make)
        try FileManager.default.removeItem(atPath: scratch.path("items.csv"))
        try FileManager.default.removeItem(atPath: scratch.path("users.csv"))
        #expect(try DatasetFiles.readInteractions(path: scratch.path) == dataset.interactionData)
        #expect(throws: Failure.self) { _ = try DatasetFiles.read(path: scratch.path) }
    }

    @Test func aSplitComesBackExactly() throws {
        let scratch = try Scratch()
        let data = randomData(1, users: 9, items: 9, count: 90)
        for strategy in SplitStrategies.all.map(\.id) {
            let result = try split(strategy, data)
            try SplitFiles.write(result, make: scratch.make)
            #expect(try SplitFiles.read(path: scratch.path) == result)
        }
        var given = hostile().interactionData
        given.givenCandidates = [[]]
        let result = try split("given", given)
        try SplitFiles.write(result, make: scratch.make)
        #expect(try SplitFiles.read(path: scratch.path).testCandidates == [[]])
    }

    @Test func damageIsNoticed() throws {
        let scratch = try Scratch()
        var dataset = hostile()
        dataset.interactions.items[0] = 99
        try DatasetFiles.write(dataset, report: IngestReport(), profile: DataProfile(hostile()), make: scratch.make)
        let failure = #expect(throws: Failure.self) { _ = try DatasetFiles.readInteractions(path: scratch.path) }
        #expect(
            failure?.description.contains("an item index outside 0..<11") == true
                || failure?.description.contains("item index outside") == true)
    }
}
