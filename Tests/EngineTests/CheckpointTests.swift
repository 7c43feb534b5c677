import Diagnostics
import Engine
import Files
import Parameters
import Store
import Testing

/// A training whose state is the product of all its steps, so that a wrong resumption shows.
struct Training: StageExecutor {
    var dieAfter: Int?
    var keep: @Sendable (Int) -> Set<Int> = { [$0] }

    struct Died: Error {}

    func execute(_ context: StageContext) throws {
        guard case .int(let epochs) = context.parameters["epochs"], case .int(let rate) = context.parameters["rate"] else { return }
        var state: UInt64 = 1, begin = 1
        if let (epoch, artifact) = try context.checkpoints.latest(upTo: epochs) {
            state = UInt64(try artifact.string("state")) ?? 0
            begin = epoch + 1
        }
        for epoch in begin..<(epochs + 1) {
            state = state &* 6_364_136_223_846_793_005 &+ UInt64(epoch * rate)
            context.log("epoch \(epoch)")
            try context.checkpoints.save(epoch: epoch) { writer in
                try writer.write("\(state)", to: "state")
                let path = try writer.path("weights")
                try FileSystem.local.replace(path, with: [UInt8](repeating: UInt8(epoch), count: 1000), temporary: path + "~")
            }
            try context.checkpoints.retain(keep(epoch))
            if epoch == dieAfter { throw Died() }
        }
        // Died between the last epoch and this, it may have left others.
        try context.checkpoints.retain(keep(epochs))
        try context.write("\(state)", to: "out")
    }
}

@Suite struct CheckpointTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func train(_ epochs: Int, rate: Int = 1, dieAfter: Int? = nil, keep: @escaping @Sendable (Int) -> Set<Int> = { [$0] }) -> [Node]
    {
        [
            node(
                "train", [("epochs", .int(epochs)), ("rate", .int(rate))], budget: ["epochs"],
                running: Training(dieAfter: dieAfter, keep: keep))
        ]
    }

    private func fromScratch(_ nodes: [Node]) throws -> String? {
        let other = try Bench()
        defer { withExtendedLifetime(other) {} }
        return try other.run(nodes).text("train")
    }

    private var epochsRun: Int { bench.recorder.named("log").count }
    private var checkpoints: String { "\(bench.path)/runs/store/checkpoints" }

    private func storedEpochs() -> [String] {
        listing(checkpoints).flatMap { first in
            listing("\(checkpoints)/\(first)").flatMap { listing("\(checkpoints)/\(first)/\($0)") }
        }
    }

    @Test func moreEpochsGoOnAndAreTheSameAsFromScratch() throws {
        try bench.run(train(5))
        #expect(epochsRun == 5)
        let outcome = try bench.run(train(8))
        #expect(epochsRun == 3)
        #expect(outcome["train"]?.resumedFrom == 5)
        #expect(outcome["train"]?.reason == .changed([.parameter(path: "epochs", old: .int(5), new: .int(8))]))
        #expect(bench.recorder.named("resumed") == ["train@5"])
        #expect(try outcome.text("train") == fromScratch(train(8)))
        #expect(try bench.nothingRuns(train(8)))
    }

    @Test func aTrainingThatDiedGoesOn() throws {
        #expect(try bench.run(train(6, dieAfter: 4)).names(.failed) == ["train"])
        let outcome = try bench.run(train(6))
        #expect(epochsRun == 2)
        #expect(outcome["train"]?.resumedFrom == 4)
        #expect(try outcome.text("train") == fromScratch(train(6)))
        #expect(try bench.nothingRuns(train(6)))
    }

    @Test func fewerEpochsUseAStateThatWasKept() throws {
        try bench.run(train(6, keep: { [2, $0] }))
        #expect(storedEpochs() == ["00000002", "00000006"])
        let outcome = try bench.run(train(3, keep: { [2, 6, $0] }))
        #expect(outcome["train"]?.resumedFrom == 2)
        #expect(epochsRun == 1)
        #expect(try outcome.text("train") == fromScratch(train(3)))
    }

    @Test func otherParametersAreAnotherChain() throws {
        try bench.run(train(3))
        let outcome = try bench.run(train(3, rate: 2))
        #expect(epochsRun == 3)
        #expect(outcome["train"]?.resumedFrom == nil)
    }

    @Test func whatIsNotRetainedIsFreed() throws {
        try bench.run(train(20))
        #expect(storedEpochs() == ["00000020"])
    }

    @Test func aDamagedStateIsPassedOver() throws {
        try bench.run(train(4, keep: { [3, $0] }))
        let chain = try #require(listing(checkpoints).first)
        let directory = "\(checkpoints)/\(chain)/\(listing("\(checkpoints)/\(chain)")[0])"
        try bench.flipByte("\(directory)/00000004/weights")
        let outcome = try bench.run(train(6))
        #expect(outcome["train"]?.resumedFrom == 3)
        #expect(bench.recorder.warnings.count == 1)
        #expect(try outcome.text("train") == fromScratch(train(6)))
    }

    @Test func aForcedTrainingBeginsAtTheBeginning() throws {
        try bench.run(train(3))
        let outcome = try bench.run(train(3), force: ["train"])
        #expect(epochsRun == 3)
        #expect(outcome["train"]?.resumedFrom == nil)
        #expect(try bench.nothingRuns(train(3)))
    }
}
