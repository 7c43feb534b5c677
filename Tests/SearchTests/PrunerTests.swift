import Parameters
import Search
import Testing

@Suite struct PrunerContractTests {
    private let point = Assignment(codes: [0])

    /// Curves that end early, cross, fail, or hold NaN.
    private func history(_ direction: Direction, running: Trial? = nil) -> History {
        var history = History([direction])
        for number in 0..<30 {
            let length = [1, 3, 9, 27][number % 4]
            let reports = (1...length).map { epoch in
                Trial.Report(epoch: epoch, value: number % 7 == 6 ? .nan : Double(number * 13 % 17) + 1 / Double(epoch))
            }
            let state: TrialState = number % 11 == 10 ? .failed : length == 27 ? .complete : .pruned
            history.record(Trial(number, point, state, values: state == .complete ? [reports[26].value] : [], reports: reports))
        }
        if let running { history.record(running) }
        return history
    }

    private func running(_ value: Double, epochs: Int, number: Int = 30) -> Trial {
        Trial(number, point, .running, reports: (1...epochs).map { Trial.Report(epoch: $0, value: value) })
    }

    @Test func theBestIsNeverStopped() throws {
        for type in PrunerRegistry.all {
            let pruner = try PrunerRegistry.make(.string(type.id))
            for (direction, best) in [(Direction.minimize, -100.0), (.maximize, 100)] {
                for epochs in [1, 2, 3, 9] {
                    let trial = running(best, epochs: epochs)
                    // Enough trials report at epochs 1 to 9 for one in three to go on.
                    let stops = pruner.stops(trial, in: history(direction, running: trial))
                    #expect(!stops || pruner is HyperbandPruner, "\(type.id) \(direction) \(epochs)")
                }
            }
        }
    }

    @Test func nothingButNaNIsStoppedByThoseThatStop() throws {
        for type in PrunerRegistry.all where type.id != "none" {
            let pruner = try PrunerRegistry.make(.string(type.id))
            // Epoch 3 is a rung of every bracket that starts at 1 or 3.
            let trial = running(.nan, epochs: 3), stops = pruner.stops(trial, in: history(.maximize, running: trial))
            #expect(stops, "\(type.id)")
        }
    }

    @Test func theFirstTrialIsNotStoppedForGood() throws {
        for type in PrunerRegistry.all {
            let pruner = try PrunerRegistry.make(.string(type.id))
            let trial = running(3, epochs: 1, number: 0)
            let stops = pruner.stops(trial, in: History(trials: [trial]))
            // The promoting ones stop everything at the first rung and take up the best later.
            #expect(stops == ["asha", "hyperband"].contains(type.id), "\(type.id)")
        }
    }

    @Test func onlyStoppedTrialsArePromoted() throws {
        for type in PrunerRegistry.all {
            let pruner = try PrunerRegistry.make(.string(type.id))
            let none = pruner.promotion(in: History(), maximumEpochs: 27)
            #expect(none == nil)
            if let number = pruner.promotion(in: history(.minimize), maximumEpochs: 27) {
                let state = history(.minimize).trial(number)?.state
                #expect(state == .pruned, "\(type.id)")
            }
        }
    }

    @Test func trialsWithoutReports() throws {
        for type in PrunerRegistry.all {
            let pruner = try PrunerRegistry.make(.string(type.id))
            let stops = pruner.stops(Trial(30, point, .running), in: history(.minimize))
            #expect(!stops)
        }
        #expect(throws: (any Error).self) { try PrunerRegistry.make(.string("medain")) }
    }
}

@Suite struct PrunerTests {
    private let point = Assignment(codes: [0])

    private func stopped(_ number: Int, _ values: [Double]) -> Trial {
        Trial(number, point, .pruned, reports: values.enumerated().map { .init(epoch: $0.offset + 1, value: $0.element) })
    }

    @Test func medianByHand() {
        // Finished trials report 1, 2, 3, 4, 5 at epoch 1: the median is 3.
        var history = History(trials: (0..<5).map { stopped($0, [Double($0 + 1)]) })
        for (value, stops) in [(2.9, false), (3.0, false), (3.1, true)] {
            let trial = Trial(5, point, .running, reports: [.init(epoch: 1, value: value)])
            #expect(MedianPruner().stops(trial, in: history) == stops)
        }
        // Its best report counts, not its last.
        history = History(trials: (0..<5).map { stopped($0, [9, Double($0 + 1)]) })
        let trial = Trial(5, point, .running, reports: [.init(epoch: 1, value: 1), .init(epoch: 2, value: 8)])
        #expect(!MedianPruner().stops(trial, in: history))
    }

    @Test func halvingByHand() {
        // With η = 3, of three at the first rung only the best goes on; the first comer always does.
        var history = History()
        var stopped: [Bool] = []
        for (number, value) in [5.0, 4, 6, 3, 7, 4.5].enumerated() {
            let trial = Trial(number, point, .running, reports: [.init(epoch: 1, value: value)])
            history.record(trial)
            stopped.append(SuccessiveHalvingPruner().stops(trial, in: history))
        }
        // After 5: best of 1. 4: best of 2. 6: third of 3. 3: best. 7: no. 4.5: third of six, two may go on.
        #expect(stopped == [false, false, true, false, true, true])
    }

    /// Six trials at rung 1: two may go on, the best first; then nobody until three more have come; a promoted one stops at rung 3.
    @Test func ashaPromotesLater() {
        let pruner = ASHAPruner()
        var history = History(trials: [5.0, 4, 6, 3, 7, 4.5].enumerated().map { stopped($0.offset, [$0.element]) })
        #expect(pruner.promotion(in: history, maximumEpochs: 27) == 3)
        history.record(Trial(3, point, .running, reports: [.init(epoch: 1, value: 3)]))
        #expect(pruner.promotion(in: history, maximumEpochs: 27) == 1)
        history.record(Trial(1, point, .running, reports: [.init(epoch: 1, value: 4)]))
        #expect(pruner.promotion(in: history, maximumEpochs: 27) == nil)
        let later = Trial(3, point, .running, reports: [3.0, 2.5, 2].enumerated().map { .init(epoch: $0.offset + 1, value: $0.element) })
        history.record(later)
        #expect(pruner.stops(later, in: history))
        history.record(stopped(3, [3, 2.5, 2]))
        // 5.0 was not good enough among six, but is among nine once three worse ones have come: third of nine.
        for number in 6..<9 { history.record(stopped(number, [Double(number + 10)])) }
        #expect(pruner.promotion(in: history, maximumEpochs: 27) == 5)
        // Nothing goes beyond the last epoch.
        #expect(pruner.promotion(in: history, maximumEpochs: 1) == nil)
    }

    @Test func hyperbandFillsBracketsInProportion() {
        // η = 3, 1 to 27 epochs: 27, 12, 6 and 4 trials a round, as in table 1 of the paper for R = 27.
        let pruner = HyperbandPruner()
        let counts = (0..<49).reduce(into: [Int: Int]()) { $0[pruner.bracket(of: $1), default: 0] += 1 }
        #expect(counts == [0: 27, 1: 12, 2: 6, 3: 4])
        let trial = Trial(0, point, .running, reports: [.init(epoch: 1, value: 1)])
        #expect(pruner.bracket(of: 0) == 0 && pruner.stops(trial, in: History(trials: [trial])))
    }
}
