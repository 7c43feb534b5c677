/// Adds up an epoch's loss and samples and reports them after the first batch, and then at most every 20 ms.
struct EpochMeter {
    let epoch: Int
    let batchCount: Int
    private(set) var batch = 0
    private var loss = 0.0
    private var samples = 0
    private var lastReport = 0.0
    private let watch = Stopwatch()

    init(epoch: Int, batchCount: Int) {
        self.epoch = epoch
        self.batchCount = batchCount
    }

    mutating func add(loss sum: Double, samples count: Int, _ report: (EpochProgress) throws -> Void) throws {
        batch += 1
        loss += sum
        samples += count
        guard batch & 7 == 0 || batch == 1 else { return }
        let now = watch.seconds
        guard now - lastReport >= 0.02 || batch == 1 else { return }
        lastReport = now
        try report(progress(at: now))
    }

    private func progress(at seconds: Double) -> EpochProgress {
        EpochProgress(
            epoch: epoch, batch: batch, batchCount: batchCount, loss: loss / Double(max(1, samples)),
            samplesPerSecond: Double(samples) / max(seconds, 1e-9))
    }

    func finish(learningRate: Double? = nil, _ report: (EpochProgress) throws -> Void) throws -> EpochReport {
        let seconds = watch.seconds
        try report(progress(at: seconds))
        return EpochReport(loss: loss / Double(max(1, samples)), samples: samples, seconds: seconds, learningRate: learningRate)
    }
}
