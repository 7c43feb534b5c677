import Foundation
import Parameters
import Search
import Testing

/// Pruners against none at an equal number of epochs, on learning curves that are known: the value of the mixed test function is what a
/// trial would reach, which it nears by a power of the epoch, faster with a larger learning rate, so that curves cross.
///
///     loss(e) = f + (1 − f) (1 + e)^−α,   α = 0.3 + 0.25 (log₁₀ lr + 5), which is 0.3 to 1.3
///
/// Source of the family (pow3): Domhan, Springenberg, Hutter 2015, "Speeding up automatic hyperparameter optimization of deep neural
/// networks by extrapolation of learning curves", IJCAI.
@Suite struct EqualEpochsTests {
    private static let epochs = 27, budget = 27 * 20

    /// The lowest loss reported by any trial, and how many trials there were, when the budget of epochs is spent: one worker, which takes
    /// up a stopped trial where the pruner asks for it.
    private func search(_ pruner: any Pruner, _ sampler: any Sampler, seed: UInt64) throws -> (best: Double, trials: Int) {
        let function = try #require(TestFunction.named("mixed"))
        var history = History(), spent = 0, best = Double.infinity, number = 0
        while spent < Self.budget {
            var trial: Trial
            if let promoted = pruner.promotion(in: history, maximumEpochs: Self.epochs), let stopped = history.trial(promoted) {
                trial = stopped
                trial.state = .running
            } else {
                trial = Trial(number, try #require(sampler.propose(number, in: function.space, after: history, seed: seed)), .running)
                number += 1
            }
            let limit = function(trial.assignment), rate = try #require(trial.assignment.codes[1])
            while trial.state == .running, spent < Self.budget {
                let epoch = trial.reports.count + 1
                let loss = limit + (1 - limit) * pow(1 + Double(epoch), -0.3 - 0.25 * (log10(rate) + 5))
                trial.reports.append(.init(epoch: epoch, value: loss))
                spent += 1
                best = min(best, loss)
                history.record(trial)
                if epoch == Self.epochs {
                    trial.state = .complete
                    trial.values = [trial.reports.map(\.value).min() ?? loss]
                } else if pruner.stops(trial, in: history) {
                    trial.state = .pruned
                }
            }
            history.record(trial)
        }
        return (best, number)
    }

    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// Medians of ten seeds.
    @Test(arguments: ["random", "tpe"]) func ashaIsBetterThanNone(_ name: String) throws {
        let sampler = try SamplerRegistry.make(.string(name))
        var medians: [String: Double] = [:]
        for type in PrunerRegistry.all {
            let pruner = try PrunerRegistry.make(.string(type.id))
            let found = try (0..<10).map { try search(pruner, sampler, seed: $0) }
            medians[type.id] = median(found.map(\.best))
            let trials = median(found.map { Double($0.trials) })
            print("equal epochs, \(name), \(type.id): best \(medians[type.id] ?? .nan), \(trials) trials in \(Self.budget) epochs")
        }
        let none = try #require(medians["none"]), asha = try #require(medians["asha"])
        #expect(asha < none)
    }
}
