import Diagnostics
import Foundation
import Hub
import Testing

@Suite("Fetching encoders", .serialized)
struct EncoderFetchTests {
    private func fetch(_ address: String, _ workshop: Workshop, _ name: String = "here") throws {
        try EncoderFetch(EncoderSource(address), to: workshop.path(name), pause: 0.01, digest: sha256).run()
    }

    private func ranges(_ workshop: Workshop) throws -> [String] {
        String(decoding: try workshop.read("log"), as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("/model.safetensors") }
            .map { String($0.split(separator: " ")[1]) }
    }

    @Test("brings the whole folder, goes on after broken connections, and notes checksums")
    func broken() throws {
        let workshop = try Workshop()
        try workshop.makeModel()
        let server = try FileServer(workshop.path("remote"), "--break-after", "100000", "--log", workshop.path("log"))
        try fetch(server.address, workshop)
        for name in ["model.safetensors", "config.json", "vocab.txt", "1_Pooling/config.json"] {
            #expect(try workshop.read("here/\(name)") == workshop.read("remote/\(name)"))
        }
        #expect(try ranges(workshop) == ["-", "bytes=100000-", "bytes=200000-"])
        let sums = String(decoding: try workshop.read("here/SHA256SUMS"), as: UTF8.self)
        #expect(sums.contains("\(try sha256(workshop.path("remote/model.safetensors")))  model.safetensors"))
        #expect(!workshop.has("here.incomplete"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: workshop.path("here")).allSatisfy { !$0.hasSuffix(".part") })
        // Once there, nothing is asked of the server; a changed file is noticed.
        server.stop()
        try fetch(server.address, workshop)
        try workshop.write("here/vocab.txt", Data("other".utf8))
        let error = #expect(throws: Failure.self) { try fetch(server.address, workshop) }
        #expect(error?.description.contains("vocab.txt' is not what was fetched") == true)
    }

    @Test("begins again where a server cannot go on in the middle")
    func noRanges() throws {
        let workshop = try Workshop()
        try workshop.makeModel()
        let server = try FileServer(workshop.path("remote"), "--break-after", "100000", "--breaks", "1", "--no-ranges")
        try fetch(server.address, workshop)
        #expect(try workshop.read("here/model.safetensors") == workshop.read("remote/model.safetensors"))
    }

    @Test("goes on with what an earlier try has left, unless the file has changed since")
    func resume() throws {
        let workshop = try Workshop()
        try workshop.makeModel()
        let server = try FileServer(workshop.path("remote"), "--break-after", "50000", "--breaks", "0", "--log", workshop.path("log"))
        // A first try that a server ends: simulated by its traces.
        let whole = try workshop.read("remote/model.safetensors")
        try workshop.write("here.incomplete/model.safetensors.part", whole.prefix(120_000))
        try workshop.write("here.incomplete/model.safetensors.version", Data("other".utf8))
        try fetch(server.address, workshop)
        #expect(try ranges(workshop) == ["-"])
        let version = try #require(try Self.version(server.address + "model.safetensors"))
        try workshop.write("there.incomplete/model.safetensors.part", whole.prefix(120_000))
        try workshop.write("there.incomplete/model.safetensors.version", Data(version.utf8))
        try fetch(server.address, workshop, "there")
        #expect(try ranges(workshop) == ["-", "bytes=120000-"])
        #expect(try workshop.read("there/model.safetensors") == whole)
    }

    private static func version(_ address: String) throws -> String? {
        let process = Process(), output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["curl", "-sI", address]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("etag:") }
        return line.map { $0.dropFirst(5).trimmingCharacters(in: .whitespaces).replacing("\"", with: "") }
    }

    @Test("a wrong checksum is an error, and no folder is made")
    func checksum() throws {
        let workshop = try Workshop()
        try workshop.makeModel()
        try workshop.write("remote/SHA256SUMS", Data("\(String(repeating: "0", count: 64))  model.safetensors\n".utf8))
        let server = try FileServer(workshop.path("remote"))
        let error = #expect(throws: Failure.self) { try fetch(server.address, workshop) }
        #expect(error?.description.contains("the checksum of 'model.safetensors' is wrong") == true, "\(String(describing: error))")
        #expect(!workshop.has("here") && !workshop.has("here.incomplete/model.safetensors"))
    }

    @Test("what is missing is named: a model, its weights, its tokenizer")
    func missing() throws {
        let workshop = try Workshop()
        let server = try FileServer(workshop.path(""))
        for (name, message) in [
            ("config.json", "config.json is not there (404)"), ("model.safetensors", "has no model.safetensors"),
            ("vocab.txt", "has no tokenizer"),
        ] {
            try workshop.makeModel("without-\(name)", weights: 10)
            try FileManager.default.removeItem(atPath: workshop.path("without-\(name)/\(name)"))
            let error = #expect(throws: Failure.self) { try fetch(server.address + "without-\(name)", workshop) }
            #expect(error?.code == .missingInput && error?.description.contains(message) == true, "\(String(describing: error))")
        }
        #expect(!workshop.has("here"))
    }

    @Test("a server that is not there is an error that asks whether one is offline")
    func offline() throws {
        let workshop = try Workshop()
        let server = try FileServer(workshop.path(""))
        server.stop()
        let error = #expect(throws: Failure.self) { try fetch(server.address, workshop) }
        #expect(error?.code == .inputOutput && error?.diagnostics.first?.hint?.contains("offline") == true, "\(String(describing: error))")
    }

    @Test("names and addresses")
    func sources() throws {
        let name = try EncoderSource("sentence-transformers/all-MiniLM-L6-v2")
        #expect(name.address == "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/main/")
        #expect(name.name == "all-MiniLM-L6-v2")
        #expect(try EncoderSource("bert", hub: "http://mirror/", revision: "v2").address == "http://mirror/bert/resolve/v2/")
        #expect(try EncoderSource("https://a.b/models/x").address == "https://a.b/models/x/")
        for text in [
            "", "/", "a/b/c", "../x", "a/..", "-o", "a b", "file:///etc", "ftp://a/b", "a/é", "https://", "https://a/b?c", "a/$(b)",
        ] {
            #expect(throws: Failure.self, "\(text)") { try EncoderSource(text) }
        }
    }

    @Test("folders say what they are")
    func folders() throws {
        let workshop = try Workshop()
        try workshop.makeModel("all/minilm", weights: 1000)
        try workshop.makeModel("all/half.incomplete", weights: 1000)
        try workshop.write("all/other/readme", Data())
        let found = EncoderFolder.all(in: workshop.path("all"))
        #expect(found.map(\.name) == ["minilm"])
        let folder = try #require(found.first)
        #expect(folder.kind == "bert" && folder.hiddenSize == 384 && folder.layers == 6 && folder.tokenizers == ["vocab.txt"])
        #expect(folder.hasWeights && folder.bytes > 1000)
        #expect(EncoderFolder.all(in: workshop.path("nothing")).isEmpty)
    }
}
