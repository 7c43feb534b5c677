import Foundation
import Glibc
import Processes
import Testing

/// A stage that dies takes nothing with it but its own work.
@Suite(.timeLimit(.minutes(5))) struct StageCrashTests {
    /// Long enough to be caught in the middle.
    private static let spec = """
        experiment: crash
        seed: 7
        ingest: {format: synthetic, users: 60, items: 40, interactions: 900}
        split: {strategy: leave-one-out, order: random}
        train:
          gmf: {model: gmf, embedding_dim: 8, epochs: 3000, batch_size: 64}
          popularity: {model: popularity}
        evaluate: {protocol: full-ranking, metrics: [ndcg], cutoffs: [5]}

        """

    /// The processes of stages that a run has started.
    private func stageProcesses(of run: RunningCommand) -> [Int32] {
        run.children.filter { process in
            let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
            return line.split(separator: 0).contains { $0.elementsEqual("stage-worker".utf8) }
        }
    }

    private func killing(_ run: RunningCommand, with signal: Int32) throws {
        #expect(try run.waitForProgress { $0.contains("train/gmf: epoch") })
        let process = try #require(stageProcesses(of: run).first)
        kill(process, signal)
    }

    @Test(arguments: [(SIGSEGV, "signal 11 (SIGSEGV)"), (SIGABRT, "signal 6 (SIGABRT)"), (SIGKILL, "signal 9 (SIGKILL)")])
    func aStageThatIsKilledTakesNoOther(signal: Int32, name: String) throws {
        let bench = try Bench(["exp.yaml": Self.spec])
        // With it a crash signal that somebody sends, and that does not come again, is survived.
        let run = try bench.start(["run", "exp.yaml"], environment: ["SWIFT_BACKTRACE": "enable=no"])
        try killing(run, with: signal)
        let output = try run.wait()
        #expect(output.code == 1)
        #expect(output.stderr.contains("error: 'train/gmf' was killed by \(name)"), "\(output.stderr)")
        #expect(output.stderr.contains("hint: "))
        if signal == SIGKILL { #expect(output.stderr.contains("--jobs 1")) }
        #expect(try bench.query("SELECT variant, status FROM runs ORDER BY 1") == ["gmf,failed", "popularity,finished"])
        #expect(try bench.query("SELECT error FROM runs WHERE variant = 'gmf'").joined().contains(name))
        let stages = try bench.query("SELECT node, stages.status FROM stages JOIN runs ON runs.id = run WHERE variant = 'gmf' ORDER BY 1")
        #expect(stages == ["evaluate/gmf,skipped", "ingest,ran", "split,ran", "train/gmf,failed"])
        // Nothing half made is left, and its epochs are not lost.
        let left = try FileManager.default.subpathsOfDirectory(atPath: bench.path("runs/store/tmp")).filter { $0.contains("/") }
        #expect(left.isEmpty)
        try bench.edit("exp.yaml", "epochs: 3000", "epochs: 5")
        let again = try bench.pipeline("run", "exp.yaml")
        #expect(again.code == 0, "\(again.stderr)")
        #expect(try bench.pipeline("verify").code == 0)
    }

    /// OpenBLAS 0.3.21's kernels for old processors read what is not there in a triangular solve of this size. Where the library is mended
    /// the stage ends well; either way the other variant and the process do.
    @Test func aLibraryThatCrashesTakesNoOther() throws {
        let spec = """
            experiment: segv
            ingest: {format: synthetic, users: 300, items: 500, interactions: 6000}
            split: leave-one-out
            train: {ease: {model: ease}, popularity: {model: popularity}}
            evaluate: {protocol: full-ranking, metrics: [ndcg@10]}

            """
        let bench = try Bench(["exp.yaml": spec])
        let output = try bench.pipeline("run", "exp.yaml", environment: ["OPENBLAS_CORETYPE": "Prescott"])
        let statuses = try bench.query("SELECT variant, status FROM runs ORDER BY 1")
        if output.code != 0 {
            #expect(output.code == 1)
            #expect(output.stderr.contains("'train/ease' was killed by signal 11 (SIGSEGV)"), "\(output.stderr)")
            #expect(output.stderr.contains("Prescott kernels, which the environment asks for"))
            #expect(statuses == ["ease,failed", "popularity,finished"])
        } else {
            #expect(statuses == ["ease,finished", "popularity,finished"])
        }
        // With kernels that fit the processor all is well, whatever was.
        let again = try bench.pipeline("run", "exp.yaml", environment: ["PIPELINE_BLAS_KERNELS": "auto", "OPENBLAS_CORETYPE": "Prescott"])
        #expect(again.code == 0, "\(again.stderr)")
    }

    /// However the run dies, its stages' processes do.
    @Test(arguments: [SIGKILL, SIGTERM, SIGINT]) func noStageOutlivesItsRun(signal: Int32) throws {
        let bench = try Bench(["exp.yaml": Self.spec])
        let run = try bench.start(["run", "exp.yaml", "--jobs", "2"])
        #expect(try run.waitForProgress { $0.contains("train/gmf: epoch") })
        let processes = stageProcesses(of: run)
        #expect(processes.count == 1)
        run.send(signal)
        let output = try run.wait()
        #expect(output.code == 128 + signal)
        let end = Date(timeIntervalSinceNow: 20)
        for process in processes {
            while kill(process, 0) == 0, Date() < end { usleep(2000) }
            #expect(kill(process, 0) != 0)
        }
        // The next run goes on from an epoch, and with as many as it has stored it trains none.
        let resumed = try bench.start(["run", "exp.yaml"])
        #expect(try resumed.waitForProgress { $0.contains("train/gmf: continues after epoch") })
    }

    private static let sweep = """
        experiment: crash
        seed: 7
        ingest: {format: synthetic, users: 60, items: 40, interactions: 900}
        split: {strategy: leave-one-out, order: random}
        train: {model: gmf, embedding_dim: 8, epochs: 3000, batch_size: 64}
        evaluate: {protocol: full-ranking, metrics: [ndcg], cutoffs: [5]}
        sweep:
          sampler: random
          trials: 1
          retries: 0
          objective: {metric: ndcg@5, direction: maximize}
          parameters: {train.optimizer.learning_rate: {log_uniform: [1.0e-3, 1.0e-1]}}

        """

    @Test func aTrialOfASweepNamesItsStage() throws {
        let bench = try Bench(["exp.yaml": Self.sweep])
        let run = try bench.start(["sweep", "exp.yaml"], environment: ["SWIFT_BACKTRACE": "enable=no"])
        // There is an epoch: its training has begun.
        while run.isRunning, !FileManager.default.fileExists(atPath: bench.path("runs/store/checkpoints")) { usleep(2000) }
        for process in run.children { kill(process, SIGSEGV) }
        let output = try run.wait()
        #expect(output.code == 1, "\(output.stderr)")
        #expect(try bench.query("SELECT error FROM trials").joined().contains("'train' was killed by signal 11 (SIGSEGV)"))
    }
}
