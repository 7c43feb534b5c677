import Diagnostics
import Models
import Parameters
import Testing

/// NaN and infinity stop a training and are named: model, epoch, batch, tensor.
@Suite struct DivergenceTests {
    private func expectFailure(_ listed: Listed, _ changes: [(String, ParameterValue)] = [], _ poison: (inout [NamedTensor]) -> Void)
        throws -> String
    {
        let model = try ModelSamples.make(listed.definition, ModelSamples.parameters(listed.definition, changes))
        var state = model.state()
        poison(&state)
        try model.restore(state)
        let failure = #expect(throws: Failure.self) { for epoch in 1...3 { _ = try model.trainEpoch(epoch) { _ in } } }
        #expect(failure?.code == .stageFailed && failure?.diagnostics[0].hint?.contains("learning_rate") == true)
        return failure?.description ?? ""
    }

    /// Every weight of every model in turn: whichever holds a NaN is named.
    @Test(arguments: TrainingOptionTests.models) func theTensorIsNamed(_ listed: Listed) throws {
        let names = try listed.make().state().map(\.name)
        for name in names where name != "offset" && !name.hasPrefix("optimizer.") {
            let text = try expectFailure(listed) { state in
                for index in state.indices where state[index].name == name {
                    guard case .float(var values) = state[index].values else { continue }
                    values[values.count - 1] = .nan
                    state[index].values = .float(values)
                }
            }
            #expect(text.contains("'\(listed.definition.id)' diverged in epoch 1, batch"), "\(text)")
            #expect(text.contains("'\(name)' is nan at ["), "\(text)")
        }
    }

    /// Weights that are finite, of which the first product is not.
    @Test(arguments: TrainingOptionTests.pairModels) func anOverflowNamesTheOperation(_ listed: Listed) throws {
        let text = try expectFailure(listed) { state in
            for index in state.indices where !state[index].name.hasPrefix("optimizer.") && state[index].name != "offset" {
                guard case .float(let values) = state[index].values else { continue }
                state[index].values = .float(values.map { $0 < 0 ? -3e38 : 3e38 })
            }
        }
        #expect(text.contains("diverged in epoch 1, batch 1: the output of "), "\(text)")
    }

    /// A step so great that weights overflow: noticed at the next batch, or at the end of the epoch where there is none.
    @Test(arguments: TrainingOptionTests.pairModels, [64, 1_000_000]) func anOverflowingStepIsNoticed(_ listed: Listed, batch: Int) throws {
        let sgd = ParameterValue.record([("name", .string("sgd")), ("learning_rate", .double(3e38))])
        let text = try expectFailure(listed, [("optimizer", sgd), ("weight_decay", .double(10)), ("batch_size", .int(batch))]) { _ in }
        #expect(text.contains("diverged in epoch 1"), "\(text)")
    }
}
