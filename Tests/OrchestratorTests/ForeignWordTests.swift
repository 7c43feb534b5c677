import Orchestrator
import Testing

import Spec

/// What a hint tells to write exists.
@Suite struct ForeignWordTests {
    @Test func targetsAreKeysOfTheSchema() {
        let schema = pipelineSchema
        let fields = schema.top + schema.sweep + schema.blocks.flatMap { $0.common + $0.cases.flatMap(\.fields) }
        let known = Set(
            fields.map(\.name) + ["prepare", "sweep"] + schema.blocks.map(\.name) + CommandStage.declarations.map(\.name) + [
                "parameters", "inputs", "outputs",
            ])
        for (word, targets) in ForeignWords.targets {
            for target in targets {
                let first = target.split(separator: ".").first.map(String.init) ?? target
                #expect(known.contains(first), "\(word) → \(target)")
            }
        }
    }

    @Test func hintsSayWhatToWrite() {
        let train = ["epochs", "batch_size", "optimizer", "early_stopping", "embedding_dim"]
        #expect(
            ForeignWords.hint(for: "learning_rate", value: "0.01", among: train) == "write optimizer: {name: adam, learning_rate: 0.01}")
        #expect(ForeignWords.hint(for: "train_batch_size", value: "64", among: train) == "'train_batch_size' is 'batch_size' here")
        #expect(ForeignWords.hint(for: "stopping_step", value: "5", among: train) == "write early_stopping: {patience: 5}")
        #expect(ForeignWords.hint(for: "learner", value: "sgd", among: train) == "write optimizer: {name: sgd}")
        // A model with a rate of its own, and a word that says nothing here.
        #expect(ForeignWords.hint(for: "lr", value: "1", among: ["learning_rate", "factors"]) == "'lr' is 'learning_rate' here")
        #expect(ForeignWords.hint(for: "n_trials", value: "3", among: train) == nil)
        #expect(ForeignWords.hint(for: "xyzzy", value: nil, among: train) == nil)
    }
}
