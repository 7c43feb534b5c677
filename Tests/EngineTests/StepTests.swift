import Diagnostics
import Engine
import Glibc
import Parameters
import Store
import Testing

/// Edit one thing; exactly these nodes run, for exactly this reason; then a null build.
@Suite struct StepTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    /// ingest → (split, encode) → train → evaluate
    private func experiment(
        data: String, rate: Double = 0.001, metrics: String = "ndcg", seed: UInt64 = 1, version: Int = 1
    ) -> [Node] {
        [
            node("ingest", files: [.init("ratings", at: data)]),
            node("split", from: ["ingest"], seed: seed),
            node("encode", from: ["ingest"]),
            node(
                "train", [("optimizer", .record([("learning_rate", .double(rate)), ("name", .string("adam"))])), ("epochs", .int(2))],
                from: ["split", "encode"], version: version),
            node("evaluate", [("metrics", .list([.string(metrics)]))], from: ["train"]),
        ]
    }

    @Test func firstRunThenNothing() throws {
        let nodes = experiment(data: try bench.file("r.dat", "1 2 3"))
        let outcome = try bench.run(nodes)
        #expect(outcome.ran == ["ingest", "split", "encode", "train", "evaluate"])
        #expect(outcome.results.allSatisfy { $0.reason == .neverRan && $0.key != nil })
        #expect(try bench.nothingRuns(nodes))
    }

    @Test func aParameterIsNamedWithOldAndNewValue() throws {
        let data = try bench.file("r.dat", "1 2 3")
        try bench.run(experiment(data: data))
        let edited = experiment(data: data, rate: 0.003)
        let outcome = try bench.run(edited)
        #expect(outcome.ran == ["train", "evaluate"])
        let change = Change.parameter(path: "optimizer.learning_rate", old: .double(0.001), new: .double(0.003))
        #expect(outcome["train"]?.reason == .changed([change]))
        #expect(outcome["train"]?.reason.description == "parameter optimizer.learning_rate changed 0.001 → 0.003")
        #expect(outcome["evaluate"]?.reason == .changed([.input(name: "train", node: "train")]))
        #expect(try bench.nothingRuns(edited))
        // Back to the old value: known from earlier, nothing runs.
        let reverted = try bench.run(experiment(data: data))
        #expect(reverted.ran.isEmpty)
        let back = Change.parameter(path: "optimizer.learning_rate", old: .double(0.003), new: .double(0.001))
        #expect(reverted["train"]?.reason == .foundEarlier([back]))
        #expect(reverted["ingest"]?.reason == .unchanged)
        #expect(try bench.nothingRuns(experiment(data: data)))
    }

    @Test func onlyEvaluateRunsForItsOwnParameters() throws {
        let data = try bench.file("r.dat", "1 2 3")
        try bench.run(experiment(data: data))
        let edited = experiment(data: data, metrics: "recall")
        #expect(try bench.run(edited).ran == ["evaluate"])
        #expect(try bench.nothingRuns(edited))
    }

    @Test func codeAndSeed() throws {
        let data = try bench.file("r.dat", "1 2 3")
        try bench.run(experiment(data: data))
        let newCode = try bench.run(experiment(data: data, version: 2))
        // Its output is the same: evaluate is not run.
        #expect(newCode.ran == ["train"])
        #expect(newCode["train"]?.reason == .changed([.code(old: 1, new: 2)]))
        let newSeed = try bench.run(experiment(data: data, seed: 2, version: 2))
        #expect(newSeed.ran == ["split"])
        #expect(newSeed["split"]?.reason == .changed([.seed(old: 1, new: 2)]))
        #expect(try bench.nothingRuns(experiment(data: data, seed: 2, version: 2)))
    }

    @Test func contentOfExternalFilesCountsAndTheirPathDoesNot() throws {
        let data = try bench.file("r.dat", "1 2 3")
        try bench.run(experiment(data: data))
        let moved = experiment(data: try bench.file("moved.dat", "1 2 3"))
        #expect(try bench.nothingRuns(moved))
        let edited = experiment(data: try bench.file("r.dat", "1 2 4"))
        let outcome = try bench.run(edited)
        #expect(outcome.ran.count == 5)
        #expect(outcome["ingest"]?.reason == .changed([.file(name: "ratings", path: data)]))
        // Touched, not changed.
        _ = try bench.file("r.dat", "1 2 4")
        #expect(try bench.nothingRuns(edited))
    }

    @Test func sameBytesStopTheWave() throws {
        func nodes(_ comment: String) -> [Node] {
            [
                node("clean", [("comment", .string(comment))], running: Closure { try $0.write("always the same", to: "out") }),
                node("next", from: ["clean"]), node("last", from: ["next"]),
            ]
        }
        try bench.run(nodes("a"))
        #expect(try bench.run(nodes("b")).ran == ["clean"])
        #expect(try bench.nothingRuns(nodes("b")))
    }

    @Test func onlySelectedFilesOfAnInputCount() throws {
        func nodes(_ profile: String) -> [Node] {
            let ingest = node(
                "ingest", [("profile", .string(profile))],
                running: Closure { context in
                    try context.write("data", to: "data.bin")
                    try context.write(profile, to: "profile.json")
                })
            var train = node("train")
            train.inputs = [.init("data", from: "ingest", files: ["data.bin"])]
            return [ingest, train]
        }
        try bench.run(nodes("a"))
        #expect(try bench.run(nodes("b")).ran == ["ingest"])
        var wrong = nodes("b")
        wrong[1].inputs = [.init("data", from: "ingest", files: ["data.txt"])]
        #expect(try bench.run(wrong).names(.failed) == ["train"])
        #expect(try bench.nothingRuns(nodes("b")))
    }

    @Test func forcedByNameOrStage() throws {
        let nodes = experiment(data: try bench.file("r.dat", "1 2 3"))
        try bench.run(nodes)
        let outcome = try bench.run(nodes, force: ["train"])
        #expect(outcome.ran == ["train"])
        #expect(outcome["train"]?.reason == .forced)
        #expect(outcome["evaluate"]?.status == .cached)
        #expect(bench.recorder.warnings.isEmpty)
        #expect(try bench.nothingRuns(nodes))
    }

    @Test func addedAndRemovedThingsAreNamed() throws {
        try bench.run([node("a"), node("b", [("x", .int(1)), ("y", .int(2))])])
        let edited = [node("a"), node("b", [("y", .int(2)), ("z", .list([.int(1)]))], from: ["a"])]
        let outcome = try bench.run(edited)
        #expect(
            outcome["b"]?.reason
                == .changed([
                    .parameter(path: "x", old: .int(1), new: nil), .parameter(path: "z", old: nil, new: .list([.int(1)])),
                    .inputAdded(name: "a", node: "a"),
                ]))
        #expect(try bench.nothingRuns(edited))
    }

    @Test func anotherScopeFindsWhatThisOneMade() throws {
        let nodes = experiment(data: try bench.file("r.dat", "1 2 3"))
        try bench.run(nodes)
        let outcome = try bench.run(nodes, scope: "other")
        #expect(outcome.ran.isEmpty)
        #expect(outcome["train"]?.reason == .foundEarlier([]))
    }

    @Test func aStageThatIsNotDeterministicIsTold() throws {
        let nodes = [node("dice", running: Closure { try $0.write("\(UInt64.random(in: 0 ... .max))", to: "out") })]
        try bench.run(nodes)
        try bench.run(nodes, force: ["dice"])
        #expect(bench.recorder.warnings == ["'dice' made other bytes than before from the same inputs: the stage is not deterministic"])
    }

    // MARK: Plans

    @Test func aPlanSaysWhatARunWouldDo() throws {
        let data = try bench.file("r.dat", "1 2 3")
        try bench.run(experiment(data: data))
        let edited = experiment(data: data, rate: 0.003)
        let plan = try bench.engine().plan(try Graph(edited), scope: "test")
        #expect(plan.map(\.status) == [.cached, .cached, .cached, .willRun, .unknownUntilUpstreamRuns])
        #expect(plan[3].reason.description == "parameter optimizer.learning_rate changed 0.001 → 0.003")
        #expect(plan[4].reason == .upstreamWillRun(nodes: ["train"]))
        #expect(plan[3].predictedSeconds != nil)
        #expect(try bench.run(edited).ran == ["train", "evaluate"])
        #expect(try bench.engine().plan(try Graph(edited), scope: "test").allSatisfy { $0.status == .cached })
        #expect(try bench.engine().plan(try Graph(edited), scope: "test", force: ["split"])[1].reason == .forced)
    }
}
