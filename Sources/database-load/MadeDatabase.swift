import Diagnostics
import Randomness
import RunDatabase

/// A database of many finished runs, with what it took to record them.
struct MadeDatabase {
    private let points: Int
    private let logging: Double
    private let rest: Double

    /// Each run is recorded as `pipeline run` records it: begun, its history logged (all epochs in one transaction), its stages, its results.
    init(folder: String, runs: Int) throws(Failure) {
        let database = try RunDatabase(path: folder + "/pipeline.db", mode: .readWrite)
        var stream = RandomStream(seed: 1, purpose: "database bench"), logging = Stopwatch(), rest = Stopwatch()
        let first = Timestamp(milliseconds: 1_760_000_000_000)
        for index in 0..<runs {
            let run = MadeRun(index, &stream, started: Timestamp(milliseconds: first.milliseconds + index * 60_000))
            let history = run.history(&stream), results = run.results(&stream), stages = run.stages
            try rest.measure { () throws(Failure) in try database.beginRun(run.record) }
            try logging.measure { () throws(Failure) in try database.log(metrics: history) }
            try rest.measure { () throws(Failure) in
                try database.recordStages(stages)
                try database.finishRun(
                    run.record.id, status: index % 50 == 0 ? .failed : .finished, metrics: results, seconds: 50 + 100 * stream.uniform(),
                    at: Timestamp(milliseconds: run.record.started.milliseconds + 50_000))
                if index % 10 == 0 { try database.tag(run.record.id, "note", index % 20 == 0 ? "dropout once more" : "baseline") }
            }
        }
        points = runs * MadeRun.metrics.count * MadeRun.steps
        (self.logging, self.rest) = (logging.seconds, rest.seconds)
    }

    var json: String {
        "{\"points\": \(points), \"points_per_second\": \(Int(Double(points) / logging)), \"logging_seconds\": \(logging), "
            + "\"seconds_besides\": \(rest)}"
    }
}

/// Wall time of several pieces of work.
private struct Stopwatch {
    private(set) var seconds = 0.0
    private let clock = ContinuousClock()

    mutating func measure(_ work: () throws(Failure) -> Void) throws(Failure) {
        let start = clock.now
        try work()
        seconds += start.duration(to: clock.now) / .seconds(1)
    }
}
