import Console
import Threads
import Testing

/// A display on a virtual terminal under a clock that the test moves.
private final class Bench: Sendable {
    let terminal: VirtualTerminal
    let display: ProgressDisplay
    private let time: Clock

    final class Clock: Sendable {
        let seconds = Mutex(0.0)
    }

    init(_ mode: ProgressDisplay.Mode, width: Int = 100, height: Int = 24, color: Bool = false) {
        let terminal = VirtualTerminal(width: mode == .live ? width : 10_000, height: height)
        let time = Clock()
        let capabilities = TerminalCapabilities(isTerminal: mode == .live, color: color, width: width, height: height)
        self.terminal = terminal
        self.time = time
        display = ProgressDisplay(
            mode: mode, capabilities: { capabilities }, clock: { time.seconds.withLock { $0 } }, write: { terminal.write($0) })
    }

    func advance(_ seconds: Double) { time.seconds.withLock { $0 += seconds } }

    func playTraining() {
        display.finish("ingest", .cached, "cached")
        display.start("train.ancf", title: "train ancf")
        display.start("encode", title: "encode")
        display.update("train.ancf", ProgressUpdate(epoch: 0, epochs: 20))
        advance(8)
        display.update("encode", ProgressUpdate(message: "word vectors"))
        display.update("train.ancf", ProgressUpdate(epoch: 4, loss: 0.31214, metric: .init("ndcg@10", 0.33121), rate: 412_345))
        advance(0.2)
        display.tick()
    }
}

@Suite struct ProgressDisplayTests {
    @Test func liveLines() {
        let bench = Bench(.live)
        bench.playTraining()
        #expect(
            bench.terminal.text == """
                • ingest  cached
                ⠹ train ancf  ━━━━━───────────────────────   4/20  loss 0.3121  ndcg@10 0.3312  412k/s  33 s left
                ⠹ encode      word vectors  8 s
                """)
        bench.display.finish("train.ancf", .done, "12.3 s  ndcg@10 0.3512")
        bench.display.finish("encode", .failed, "exit status 3")
        bench.display.close()
        #expect(
            bench.terminal.text == """
                • ingest  cached
                ✓ train ancf  12.3 s  ndcg@10 0.3512
                ✗ encode      exit status 3
                """)
        #expect(bench.terminal.cursor == (3, 0))
    }

    @Test(arguments: [
        (70, "⠹ train ancf  ━───────   4/20  loss 0.3121  ndcg@10 0.3312  33 s left"),
        (60, "⠹ train ancf  ━━─────────   4/20  ndcg@10 0.3312  33 s left"),
        (50, "⠹ train ancf   4/20  ndcg@10 0.3312  33 s left"), (40, "⠹ train ancf   4/20  ndcg@10 0.3312"),
        (24, "⠹ train ancf   4/20"), (14, "⠹ train ancf"), (8, "⠹ trai…"), (4, "⠹"),
    ])
    func narrowTerminals(_ width: Int, _ expected: String) {
        let bench = Bench(.live, width: width)
        bench.playTraining()
        let lines = bench.terminal.text.split(separator: "\n").map(String.init)
        #expect(lines.contains(expected))
        #expect(bench.terminal.cursor.column == 0)
    }

    @Test func everyWidthKeepsTheScreenWhole() {
        for width in 2...120 {
            let bench = Bench(.live, width: width, height: 5)
            bench.playTraining()
            for _ in 0..<5 {
                bench.advance(0.1)
                bench.display.tick()
            }
            bench.display.finish("train.ancf", .done, "12.3 s  ndcg@10 0.3512")
            bench.display.finish("encode", .done, "8.9 s")
            bench.display.close()
            // The lines that stay are never cut: they wrap, and nothing else is left on the screen.
            let letters = bench.terminal.text.filter { $0 != "\n" && $0 != " " }
            #expect(letters == "•ingestcached✓trainancf12.3sndcg@100.3512✓encode8.9s", "width \(width): \(bench.terminal.text)")
        }
    }

    @Test func moreStagesThanRows() {
        let bench = Bench(.live, width: 60, height: 6)
        for index in 1...9 { bench.display.start("s\(index)", title: "stage \(index)") }
        bench.advance(0.2)
        bench.display.tick()
        #expect(
            bench.terminal.text == """
                ⠹ stage 1
                ⠹ stage 2
                ⠹ stage 3
                  … and 6 more running
                """)
        for index in 1...9 { bench.display.finish("s\(index)", .done) }
        bench.display.close()
        #expect(bench.terminal.text == (1...9).map { "✓ stage \($0)" }.joined(separator: "\n"))
    }

    @Test func whatIsCountedIsNamed() {
        let bench = Bench(.plain(interval: 0))
        bench.display.start("encode", title: "encode")
        bench.display.update("encode", ProgressUpdate(epoch: 100, epochs: 400, unit: "text"))
        bench.display.update("encode", ProgressUpdate(epoch: 200))
        bench.display.close()
        #expect(bench.terminal.text.contains("encode: text 100/400\nencode: text 200/400"))
    }

    @Test func aResumedStageJudgesItsPaceFromWhereItBegan() {
        let bench = Bench(.live)
        bench.display.start("t", title: "train")
        bench.display.update("t", ProgressUpdate(epoch: 5, epochs: 10))
        bench.advance(10)
        bench.display.update("t", ProgressUpdate(epoch: 6))
        // One epoch took 10 s, four are to go.
        #expect(bench.terminal.text.hasSuffix("40 s left"))
    }

    @Test func redrawsAtMostTenTimesASecond() {
        let frames = Counter(), milliseconds = Counter()
        let display = ProgressDisplay(
            mode: .live, capabilities: { TerminalCapabilities(isTerminal: true, color: false, width: 80, height: 24) },
            clock: { Double(milliseconds.value) / 1000 }, write: { _ in frames.increment() })
        display.start("t", title: "train")
        for step in 0..<1000 {
            display.update("t", ProgressUpdate(fraction: Double(step) / 1000))
            display.tick()
            milliseconds.increment()
        }
        #expect((9...11).contains(frames.value))
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func increment() { count.withLock { $0 += 1 } }
    }

    @Test func plainLines() {
        let bench = Bench(.plain(interval: 5))
        bench.display.note("movielens-1m: 1 run")
        bench.display.finish("ingest", .cached, "cached")
        bench.display.start("t", title: "train ancf")
        for epoch in 1...12 {
            bench.advance(1)
            bench.display.update("t", ProgressUpdate(fraction: (Double(epoch) - 0.5) / 12, rate: 1000))
            bench.display.update("t", ProgressUpdate(epoch: epoch, epochs: 12, loss: 1 / Double(epoch)))
        }
        bench.display.finish("t", .done, "12.0 s")
        bench.display.close()
        // From the first share, 1/24 after 1 s: 5 s for 5.5 epochs leave 5 · 6 / 5.5 s for six, 10 s for 10.5 leave 10 / 10.5 s for one.
        #expect(
            bench.terminal.text == """
                movielens-1m: 1 run
                • ingest  cached
                train ancf: started
                train ancf: epoch 1/12  loss 1.000  1.0k/s
                train ancf: epoch 6/12  loss 0.1667  1.0k/s  5.5 s left
                train ancf: epoch 11/12  loss 0.09091  1.0k/s  952 ms left
                ✓ train ancf  12.0 s
                """)
    }

    @Test func quietIsSilent() {
        let bench = Bench(.quiet)
        bench.playTraining()
        bench.display.note("line")
        bench.display.close()
        #expect(bench.terminal.text == "")
    }

    @Test func nothingAfterClose() {
        let bench = Bench(.live)
        bench.display.start("t", title: "train")
        bench.display.close()
        bench.display.close()
        bench.display.note("late")
        bench.display.finish("t", .done)
        #expect(bench.terminal.text == "")
    }

    @Test func callsFromManyThreads() async {
        let bench = Bench(.live, width: 80, height: 10)
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for step in 0..<50 {
                        bench.display.start("w\(worker)", title: "work \(worker)")
                        bench.display.update("w\(worker)", ProgressUpdate(fraction: Double(step) / 50))
                        bench.display.finish("w\(worker)", .done, "\(step)")
                    }
                }
            }
        }
        bench.display.close()
        let lines = bench.terminal.text.split(separator: "\n")
        #expect(lines.count == 400)
        #expect(lines.allSatisfy { $0.hasPrefix("✓ work ") })
    }
}
