import Datasets
import Diagnostics
import Foundation
import Parameters
import Safetensors

/// A folder of its own for a test, removed with the object.
final class Scratch {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "/datasets-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { folder + "/" + name }

    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

    /// For `DatasetFiles` and `SplitFiles`.
    func make(_ name: String, _ body: (ByteSink) throws -> Void) throws {
        _ = FileManager.default.createFile(atPath: path(name), contents: nil)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path(name)))
        try body { try handle.write(contentsOf: Data($0)) }
        try handle.close()
    }
}

/// Reads with options given as a record; path options are the paths themselves.
func ingest(_ format: String, _ options: [(name: String, value: ParameterValue)]) throws -> IngestResult {
    let record = ParameterValue.record(options)
    return try DatasetFormats.named(format).read(parameters: record) { name in
        guard case .string(let path)? = record[name] else { throw Failure(.internalError, "no path for '\(name)'") }
        return path
    }
}

/// Reads a CSV text with the default columns.
func ingestCSV(_ text: String, _ options: [(name: String, value: ParameterValue)] = []) throws -> IngestResult {
    try ingestCSV(Array(text.utf8), options)
}

func ingestCSV(_ bytes: [UInt8], _ options: [(name: String, value: ParameterValue)] = []) throws -> IngestResult {
    let scratch = try Scratch()
    return try ingest("csv", [("interactions", .string(scratch.file("data.csv", bytes)))] + options)
}

/// User and item ids, rating and time (in seconds) of each interaction, as text.
func rows(_ dataset: Dataset, _ interactions: Interactions? = nil) -> [String] {
    let data = interactions ?? dataset.interactions
    return (0..<data.count).map { row in
        let time = data.timestamps[row] == Interactions.unknownTime ? "?" : seconds(data.timestamps[row])
        return "\(dataset.userIDs[Int(data.users[row])]) \(dataset.itemIDs[Int(data.items[row])]) \(data.ratings[row]) \(time)"
    }
}

/// Microseconds as seconds: 1_500_000 is "1.5".
func seconds(_ microseconds: Int64) -> String {
    let fraction = abs(microseconds % 1_000_000)
    guard fraction > 0 else { return String(microseconds / 1_000_000) }
    var digits = String(1_000_000 + fraction).dropFirst()
    while digits.last == "0" { digits = digits.dropLast() }
    return (microseconds < 0 ? "-" : "") + "\(abs(microseconds / 1_000_000)).\(digits)"
}

/// The folder of a real data set, or nil with a loud line where it is missing.
func realData(_ name: String) -> String? {
    let root = ProcessInfo.processInfo.environment["PIPELINE_DATA"] ?? "../shared/data"
    let path = root + "/" + name
    if FileManager.default.fileExists(atPath: path) { return path }
    print("SKIPPED: no real data at '\(path)'; set PIPELINE_DATA to test with it")
    return nil
}
