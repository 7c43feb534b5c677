import Diagnostics
import Parameters
import Spec
import Testing

@Suite struct ExpansionTests {
    @Test func oneConfigurationIsCalledDefault() throws {
        let runs = try TestSchema.load(TestSchema.minimal()).expand()
        #expect(runs.map(\.variant) == ["default"])
        #expect(runs[0].blocks["tokenize"] == nil)
        #expect(Set(runs[0].blocks.keys) == ["ingest", "split", "train", "evaluate"])
    }

    @Test func variantsOfSeveralBlocksMultiply() throws {
        let spec = try TestSchema.load(
            TestSchema.minimal(
                "split:\n  loo: {}\n  kf: {strategy: k-fold, fold: [2, 1]}\nseed: [7, 8]",
                train: "train:\n  b: {model: gmf}\n  a: {model: popularity}"))
        let runs = try spec.expand()
        // Blocks in the order of the schema (split before train), variants in that of the spec; the last axis varies fastest.
        #expect(
            runs.map(\.variant) == [
                "loo.b@seed=7", "loo.b@seed=8", "loo.a@seed=7", "loo.a@seed=8",
                "kf.b@seed=7,fold=2", "kf.b@seed=7,fold=1", "kf.b@seed=8,fold=2", "kf.b@seed=8,fold=1",
                "kf.a@seed=7,fold=2", "kf.a@seed=7,fold=1", "kf.a@seed=8,fold=2", "kf.a@seed=8,fold=1",
            ])
        #expect(runs[5].group == "kf.b")
        #expect(runs[5].top["seed"] == .int(7))
        #expect(runs[5].blocks["split"]?.values["fold"] == .int(1))
        #expect(runs[5].axes.map(\.value) == [.int(7), .int(1)])
    }

    /// Labels are unique, and every run has one value wherever the spec has a list of them.
    @Test(arguments: 0..<30) func everyCombinationOnce(seed: Int) throws {
        var generator = SplitMix(state: UInt64(seed) &* 977 + 5)
        let trains = 1 + Int(generator.next() % 5)
        let splits = 1 + Int(generator.next() % 3)
        let seeds = 1 + Int(generator.next() % 4)
        let folds = 1 + Int(generator.next() % 4)
        var text = "experiment: e\ningest: {format: synthetic}\nseed: \(Array(0..<seeds))\nsplit:\n"
        for index in 0..<splits { text += "  s\(index): {strategy: k-fold, fold: \(Array(1...folds))}\n" }
        text += "train:\n"
        for index in 0..<trains { text += "  t\(index): {model: gmf, epochs: \(index + 1)}\n" }
        let runs = try TestSchema.load(text).expand()
        #expect(runs.count == trains * splits * seeds * folds)
        #expect(Set(runs.map(\.variant)).count == runs.count)
        #expect(Set(runs.map(\.group)).count == trains * splits)
        for run in runs {
            let block = try #require(run.blocks["train"])
            let split = try #require(run.blocks["split"])
            let fold = try #require(split.values["fold"])
            let seed = try #require(run.top["seed"])
            #expect(run.variant == "\(split.variant ?? "").\(block.variant ?? "")@seed=\(seed),fold=\(fold)")
            #expect(!run.blocks.values.contains { !$0.axes.isEmpty })
        }
    }

    @Test func tooManyRunsAreRefusedBeforeTheyAreMade() throws {
        let values = (1...100).map(String.init).joined(separator: ", ")
        let spec = try TestSchema.load(
            TestSchema.minimal(
                "seed: [\(values)]\nsplit: {strategy: k-fold, folds: 100, fold: [\(values)]}",
                train: "train: {a: {model: gmf}, b: {model: gmf}}"))
        #expect(throws: Failure.self) { try spec.expand() }
        #expect(try spec.expand(limit: 20_000).count == 20_000)
        do {
            _ = try spec.expand()
        } catch {
            #expect(error.diagnostics[0].message == "the spec expands to 20000 runs; at most 10000 are allowed")
        }
    }
}

/// Steele et al. 2014, doi:10.1145/2660193.2660195.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
