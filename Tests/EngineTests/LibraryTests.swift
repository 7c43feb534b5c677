import Engine
import Files
import Parameters
import Store
import Testing

/// Squares the numbers of its input, of which it keeps those that it has squared before.
private struct Squaring: StageExecutor {
    var dieAfter: Int?

    struct Died: Error {}

    func execute(_ context: StageContext) throws {
        let library = try context.library(of: .record([("power", .int(2))]))
        var known: [Int: Int] = [:]
        for volume in try library.volumes() {
            let pair = try volume.string("pair").split(separator: " ").compactMap { Int($0) }
            known[pair[0]] = pair[1]
        }
        guard case .string(let text)? = context.parameters["numbers"] else { return }
        var made = 0
        for number in text.split(separator: " ").compactMap({ Int($0) }) where known[number] == nil {
            if made == dieAfter { throw Died() }
            context.log("square \(number)")
            known[number] = number * number
            try library.add { try $0.write("\(number) \(number * number)", to: "pair") }
            made += 1
        }
        try context.write(
            text.split(separator: " ").compactMap { Int($0).flatMap { known[$0] }.map(String.init) }.joined(separator: " "), to: "out")
    }
}

/// What a stage made of pieces of its inputs serves other inputs too.
@Suite struct LibraryTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func squares(_ numbers: String, dieAfter: Int? = nil) -> [Node] {
        [node("squares", [("numbers", .string(numbers))], running: Squaring(dieAfter: dieAfter))]
    }

    private var squared: Int { bench.recorder.named("log").count }

    @Test func onlyNewPiecesAreMade() throws {
        #expect(try bench.run(squares("3 4 3")).text("squares") == "9 16 9")
        #expect(squared == 2)
        #expect(try bench.run(squares("5 4 3")).text("squares") == "25 16 9")
        #expect(squared == 1)
        #expect(try bench.nothingRuns(squares("5 4 3")))
    }

    @Test func whatAKilledStageMadeIsKept() throws {
        #expect(try bench.run(squares("1 2 3", dieAfter: 2)).names(.failed) == ["squares"])
        #expect(try bench.run(squares("1 2 3")).text("squares") == "1 4 9")
        #expect(squared == 1)
    }

    @Test func aForcedStageMakesAllAgain() throws {
        try bench.run(squares("1 2"))
        try bench.run(squares("1 2"), force: ["squares"])
        #expect(squared == 2)
        try bench.run(squares("1 2 7"))
        #expect(squared == 1)
    }

    @Test func aDamagedVolumeIsMadeAgain() throws {
        try bench.run(squares("6 7"))
        let root = "\(bench.path)/runs/store/checkpoints"
        let chain = try #require(
            listing(root).flatMap { first in listing("\(root)/\(first)").map { "\(root)/\(first)/\($0)" } }.first)
        try bench.flipByte("\(chain)/00000001/pair")
        #expect(try bench.run(squares("6 7 8")).text("squares") == "36 49 64")
        #expect(squared == 2 && bench.recorder.warnings.contains { $0.contains("damaged") })
    }

    /// As long as an output that came from it is kept, and no longer than that and a week.
    @Test func collectingKeepsIt() throws {
        let outcome = try bench.run(squares("6 7"))
        let store = try Store(workspace: "\(bench.path)/runs"), key = try #require(outcome["squares"]?.key)
        #expect(try store.collect(keeping: [key], dryRun: true).checkpointChains == 0)
        guard case .found(let record) = try store.action(key) else { throw Squaring.Died() }
        #expect(record.facts["checkpoints"]?.count == 64)
    }
}
