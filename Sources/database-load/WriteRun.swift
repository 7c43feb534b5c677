import Diagnostics
import Foundation
import Randomness
import RunDatabase

/// One run that logs an epoch every 10 ms until the time is over; what it logged, as a line of JSON.
func writeRun(_ number: Int, folder: String, seconds: Double) throws(Failure) -> String {
    var stream = RandomStream(seed: UInt64(number), purpose: "database bench writer")
    let run = MadeRun(1_000_000 + number, &stream, started: .now).record
    let database = try RunDatabase(path: folder + "/pipeline.db", mode: .readWrite)
    try database.beginRun(run)
    let deadline = Date().addingTimeInterval(seconds)
    var step = 0
    while Date() < deadline {
        step += 1
        try database.log(
            metrics: MadeRun.metrics.map { MetricPoint(run: run.id, name: $0, step: step, value: Double(step)) })
        Thread.sleep(forTimeInterval: 0.01)
    }
    try database.finishRun(run.id, status: .finished)
    return "{\"run\": \"\(run.id)\", \"epochs\": \(step)}"
}
