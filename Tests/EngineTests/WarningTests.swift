import Diagnostics
import Engine
import Parameters
import Store
import Testing

/// What a stage warns of belongs to its result, whether the stage ran now or is found in the store.
@Suite struct WarningTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private struct Warning: StageExecutor {
        func execute(_ context: StageContext) throws {
            for _ in 0..<2 {
                context.warn(.warning("predictions are constant", hint: "raise the learning rate", kind: "constant_predictions"))
            }
            context.warn(.warning("2 rows \"left\" out"))
            try context.write("x", to: "out")
        }
    }

    private let expected: [Diagnostic] = [
        .warning("predictions are constant", hint: "raise the learning rate", kind: "constant_predictions"),
        .warning("2 rows \"left\" out"),
    ]

    @Test func warningsAreKeptWithTheRecord() throws {
        let nodes = [node("train", running: Warning())]
        let first = try bench.run(nodes)
        #expect(first["train"]?.status == .ran)
        #expect(first["train"]?.warnings == expected)
        #expect(bench.recorder.warnings.count == 2)

        let second = try bench.run(nodes)
        #expect(second["train"]?.status == .cached)
        #expect(second["train"]?.warnings == expected)
        #expect(try bench.nothingRuns(nodes))
    }

    @Test func aStageWithoutWarningsHasNone() throws {
        let nodes = [node("train")]
        #expect(try bench.run(nodes)["train"]?.warnings == [])
        #expect(try bench.run(nodes)["train"]?.warnings == [])
    }
}
