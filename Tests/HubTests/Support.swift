import Foundation
import Testing

/// A folder of its own for each test, removed with it.
final class Workshop {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "hub-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// A model folder in which only the names are real.
    func makeModel(_ name: String = "remote", weights: Int = 300_000) throws {
        let bytes = (0..<weights).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        try write("\(name)/model.safetensors", Data(bytes))
        try write("\(name)/config.json", Data(#"{"model_type": "bert", "hidden_size": 384, "num_hidden_layers": 6}"#.utf8))
        try write("\(name)/vocab.txt", Data("[PAD]\n[UNK]\n".utf8))
        try write("\(name)/1_Pooling/config.json", Data("{}".utf8))
    }

    func write(_ name: String, _ data: Data) throws {
        let url = folder.appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    func read(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}

/// Fixtures/server.py, ended with this value.
final class FileServer {
    private let process = Process()
    let port: Int
    var address: String { "http://127.0.0.1:\(port)/" }

    init(_ folder: String, _ options: String...) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/server.py").path
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script, folder] + options
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    func stop() {
        // Whatever signals it has inherited as blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
}

/// By the program of that name, so that the tests do not check the product's hashing with itself.
func sha256(_ path: String) throws -> String {
    let process = Process(), output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["sha256sum", path]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return String(try #require(text.split(separator: " ").first))
}
