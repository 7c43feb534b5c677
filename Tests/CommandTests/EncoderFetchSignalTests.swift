import Foundation
import Testing

/// Ctrl-C in a download: the transfer ends with the program, and the same command goes on where it stopped.
@Suite struct EncoderFetchSignalTests {
    /// The file server of HubTests, which sends half of the weights, once, and then nothing more.
    private func serve(_ folder: String, log: String) throws -> (server: Process, address: String) {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../HubTests/Fixtures/server.py").path
        let server = Process(), output = Pipe()
        server.executableURL = URL(filePath: "/usr/bin/env")
        server.arguments = ["python3", script, folder, "--break-after", "100000", "--breaks", "1", "--stall", "--log", log]
        server.standardOutput = output
        try server.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        return (server, "http://127.0.0.1:\(try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines))))/")
    }

    private func processes(with word: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
            guard Int(name) != nil, let line = try? Data(contentsOf: URL(filePath: "/proc/\(name)/cmdline")) else { return false }
            return String(decoding: line, as: UTF8.self).contains(word)
        }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func aStoppedTransferGoesOn(_ signal: Int32, _ code: Int32) throws {
        let bench = try Bench([
            "remote/config.json": #"{"model_type": "bert", "hidden_size": 384, "num_hidden_layers": 6}"#,
            "remote/vocab.txt": "[PAD]\n[UNK]\n", "remote/model.safetensors": String(repeating: "weights ", count: 25_000),
        ])
        let (server, address) = try serve(bench.path("remote"), log: bench.path("log"))
        defer { kill(server.processIdentifier, SIGKILL) }
        let fetch = try bench.start(["encoder", "fetch", address, "--to", "encoder"])
        #expect(try fetch.waitForProgress { $0.contains("model.safetensors") })
        while try (bench.sizes(under: ".").first { $0.key.hasSuffix("model.safetensors.part") }?.value ?? 0) < 50_000 { usleep(2000) }
        fetch.send(signal)
        let stopped = try fetch.wait(timeout: 20)
        #expect(stopped.code == code, "\(stopped.stderr)")
        #expect(stopped.stderr.contains("the same command goes on where it stopped"))
        #expect(try processes(with: "\(address)model.safetensors").isEmpty)
        #expect(!FileManager.default.fileExists(atPath: bench.path("encoder/config.json")))

        let again = try bench.pipeline("encoder", "fetch", address, "--to", "encoder")
        #expect(again.code == 0, "\(again.stderr)")
        #expect(try bench.read("encoder/model.safetensors") == bench.read("remote/model.safetensors"))
        let transfers = try bench.read("log").split(separator: "\n").filter { $0.hasPrefix("/model.safetensors") }
        #expect(transfers.count == 2 && transfers[1].hasPrefix("/model.safetensors bytes="), "\(transfers)")
    }
}

extension Bench {
    /// Bytes of every file under a folder, by its path.
    fileprivate func sizes(under name: String) throws -> [String: Int] {
        let root = folder.appending(path: name)
        return try FileManager.default.subpathsOfDirectory(atPath: root.path).reduce(into: [:]) { sizes, path in
            let attributes = try? FileManager.default.attributesOfItem(atPath: root.appending(path: path).path)
            sizes[path] = (attributes?[.size] as? NSNumber)?.intValue
        }
    }
}
