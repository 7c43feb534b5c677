import Diagnostics
import Engine
import FaultyFiles
import Files
import Glibc
import Parameters
import Store
import Testing

/// A cold run of a small experiment with one fault at each call that changes something on the disk, one after the other; then a run that
/// nothing disturbs. Whatever went wrong, the store is whole when looked at, and in the end equal to one that saw no fault.
@Suite struct FaultTests {
    private let bench = try? FaultBench()

    private func everywhere(_ fault: (Int) -> Fault, _ check: (FaultBench.Trial) throws -> Void) throws {
        let bench = try #require(bench)
        #expect(bench.operations.count > 100)
        #expect(Set(bench.operations).count >= 7)
        for number in 1...bench.operations.count {
            let trial = try bench.trial(fault(number))
            try check(trial)
            var differences = bench.undisturbed.differences(from: trial.final)
            if case .powerCut = trial.fault, Set(trial.final?.epochs ?? []).isSuperset(of: bench.undisturbed.epochs) {
                // Removals are not synced: an epoch that was dropped may come back, whole.
                differences.removeAll { $0.hasPrefix("epoch ") }
            }
            #expect(differences.isEmpty, "\(trial.fault)")
            #expect(trial.nullBuildRan.isEmpty, "\(trial.fault)")
        }
    }

    @Test func aProcessThatDiesAnywhereLeavesNothingHalf() throws {
        try everywhere {
            .crash(at: $0)
        } _: { trial in
            #expect(trial.wasDead)
            #expect(trial.isWholeAfterFault, "\(trial.fault)")
        }
    }

    @Test(arguments: [Survival.nothing, .namesOnly, .some(seed: 1)])
    func afterAPowerCutAnywhereWhatWasFinishedIsThere(_ survival: Survival) throws {
        try everywhere {
            .powerCut(at: $0, survival)
        } _: { trial in
            #expect(trial.isWholeAfterFault, "\(trial.fault)")
            let again = trial.finishedBefore.intersection(trial.ranAfter)
            #expect(again.isEmpty, "\(trial.fault): finished, and lost with the power: \(again)")
        }
    }

    @Test(arguments: [ENOSPC, EIO])
    func anErrorAnywhereIsToldAndForgotten(_ number: Int32) throws {
        try everywhere {
            .error(number, at: $0)
        } _: { trial in
            #expect(trial.isWholeAfterFault, "\(trial.fault)")
            // What could not be removed is removed when this process has ended.
            if !trial.failedToRemove { #expect(trial.leftBehind.isEmpty, "\(trial.fault): \(trial.leftBehind)") }
            expectSentences(trial, String(cString: strerror(number)))
        }
    }

    @Test func aDiskThatFillsUpAnywhereIsToldAndNothingIsLost() throws {
        try everywhere {
            .full(at: $0)
        } _: { trial in
            #expect(trial.isWholeAfterFault, "\(trial.fault)")
            #expect(trial.leftBehind.isEmpty, "\(trial.fault): \(trial.leftBehind)")
            expectSentences(trial, "pipeline gc")
            if trial.problems.isEmpty { #expect(trial.finishedBefore.count == bench?.nodes.count) }
        }
    }

    @Test func aFileSystemThatBecomesReadOnlyAnywhereIsTold() throws {
        try everywhere {
            .readOnly(at: $0)
        } _: { trial in
            #expect(trial.isWholeAfterFault, "\(trial.fault)")
            expectSentences(trial, "read-only")
        }
    }

    @Test func runningOutOfDescriptorsIsTold() throws {
        try everywhere {
            .noDescriptors(at: $0)
        } _: { trial in
            #expect(trial.isWholeAfterFault, "\(trial.fault)")
            expectSentences(trial, "ulimit -n")
        }
    }

    /// Exit code 74 and a hint, for whatever failed.
    private func expectSentences(_ trial: FaultBench.Trial, _ words: String) {
        for problem in trial.problems {
            #expect(problem.code == .inputOutput, "\(trial.fault): \(problem)")
            let text = problem.diagnostics.map { "\($0.message) \($0.hint ?? "")" }.joined()
            #expect(text.contains(words), "\(trial.fault): \(text)")
            #expect(problem.diagnostics.contains { $0.hint != nil }, "\(trial.fault): \(text)")
        }
    }
}
