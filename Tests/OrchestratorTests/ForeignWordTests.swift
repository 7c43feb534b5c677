import Orchestrator
import Parameters
import Spec
import Testing

/// What a hint tells to write exists.
@Suite struct ForeignWordTests {
    @Test func targetsAreInTheSchema() {
        let schema = pipelineSchema
        let fields =
            schema.top + schema.sweep + schema.blocks.flatMap { $0.common + $0.cases.flatMap(\.fields) } + CommandStage.declarations
        let sections = Set(["prepare", "sweep", "parameters"] + schema.blocks.map(\.name))
        for (word, targets) in ForeignWords.targets {
            for target in targets {
                let parts = target.split { !($0.isLetter || $0 == "_") }.map(String.init)
                let found = fields.filter { $0.name == parts[0] }
                #expect(!found.isEmpty || sections.contains(parts[0]), "\(word) → \(target)")
                guard parts.count > 1 else { continue }
                #expect(found.contains { takes(parts.dropFirst(), $0.type) }, "\(word) → \(target)")
            }
        }
    }

    /// Whether a mapping of this type may hold keys and values `[key, value, key, value…]`; `_` is any value.
    private func takes(_ words: ArraySlice<String>, _ type: ParameterType) -> Bool {
        let words = Array(words), keys = stride(from: 0, to: words.count, by: 2).map { words[$0] }
        switch type {
        case .optional(let inner): return takes(words[...], inner)
        case .record(let fields): return keys.allSatisfy { key in fields.contains { $0.name == key } }
        case .tagged(let tag, let cases):
            guard let place = words.firstIndex(of: tag) else { return false }
            let chosen = cases.filter { words[place + 1] == "_" || $0.id == words[place + 1] }
            return chosen.contains { chosen in keys.allSatisfy { key in key == tag || chosen.fields.contains { $0.name == key } } }
        default: return false
        }
    }

    @Test func hintsSayWhatToWrite() {
        let train = ["epochs", "batch_size", "optimizer", "early_stopping", "embedding_dim"]
        #expect(
            ForeignWords.hint(for: "learning_rate", value: "0.01", among: train) == "write optimizer: {name: adam, learning_rate: 0.01}")
        #expect(ForeignWords.hint(for: "train_batch_size", value: "64", among: train) == "'train_batch_size' is 'batch_size' here")
        #expect(ForeignWords.hint(for: "stopping_step", value: "5", among: train) == "write early_stopping: {patience: 5}")
        #expect(ForeignWords.hint(for: "learner", value: "sgd", among: train) == "write optimizer: {name: sgd}")
        #expect(ForeignWords.hint(for: "momentum", value: "0.9", among: train) == "write optimizer: {name: sgd, momentum: 0.9}")
        #expect(ForeignWords.hint(for: "momentum", value: nil, among: train) == "write optimizer: {name: sgd, momentum: …}")
        // A model with a rate of its own, and a word that says nothing here.
        #expect(ForeignWords.hint(for: "lr", value: "1", among: ["learning_rate", "factors"]) == "'lr' is 'learning_rate' here")
        #expect(ForeignWords.hint(for: "n_trials", value: "3", among: train) == nil)
        #expect(ForeignWords.hint(for: "xyzzy", value: nil, among: train) == nil)
    }
}
