import Diagnostics
import Foundation
import Spec
import Testing

/// Texts made to hurt: each is refused with a clear error, quickly.
@Suite(.serialized) struct HostileTests {
    private func messages(_ text: String) -> [String] {
        do {
            _ = try TestSchema.load(text)
            return []
        } catch let failure as Failure {
            return failure.diagnostics.map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.message)" }
        } catch {
            return ["\(error)"]
        }
    }

    private func file(_ bytes: [UInt8]) throws -> [String] {
        let url = FileManager.default.temporaryDirectory.appending(path: "hostile-\(UUID().uuidString).yaml")
        try Data(bytes).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        do {
            _ = try SpecLoader(schema: TestSchema.schema, environment: [:]).load(file: url.path)
            return []
        } catch {
            return error.diagnostics.map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.message)" }
        }
    }

    @Test(.timeLimit(.minutes(1))) func aliasBombIsCountedNotBuilt() {
        var text = "experiment: e\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for index in 1...20 {
            text += "a\(index): &a\(index) [" + Array(repeating: "*a\(index - 1)", count: 10).joined(separator: ", ") + "]\n"
        }
        #expect(messages(text) == ["7:45 aliases expand to more than 1000000 values"])
    }

    /// As a key, an alias would be hashed, which walks what it stands for.
    @Test func aliasBombAsAKey() {
        var text = "experiment: e\na0: &a0 [x]\n"
        for index in 1...40 { text += "a\(index): &a\(index) [*a\(index - 1), *a\(index - 1)]\n" }
        #expect(messages(text + "*a40 : 1\n").contains { $0.contains("aliases expand to more than 1000000 values") })
        #expect(messages("experiment: e\na: &a [x]\n*a : 1").contains("3:1 an alias cannot be a key"))
        #expect(messages("experiment: e\na: &a [x]\n? [*a, *a]\n: 1").contains("3:3 a key must be a word, not a list or mapping"))
    }

    /// Each anchor holds the one before: shallow in the text, deep in memory.
    @Test func aliasChainsAreNotDeep() {
        var text = "experiment: e\na0: &a0 x\n"
        for index in 1...50_000 { text += "a\(index): &a\(index) [*a\(index - 1)]\n" }
        #expect(messages(text) == ["65:12 aliases nest deeper than 64 levels"])
    }

    @Test func anAliasInItsOwnAnchor() {
        #expect(messages("experiment: e\ningest: &a {format: *a}").contains("2:21 unknown alias '*a'"))
    }

    @Test func nestingIsBounded() {
        let deep = "experiment: e\nsweep: " + String(repeating: "[", count: 62) + String(repeating: "]", count: 62)
        #expect(messages(deep + "\n" + TestSchema.minimal().dropFirst(14)) == ["2:8 'sweep' must be a mapping, is a list"])
        for depth in [64, 900, 5_000, 100_000] {
            let text = "sweep: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let found = messages(text)
            #expect(found.count == 1)
            #expect(found.first?.hasSuffix("nested deeper than 64 levels") ?? false)
        }
        let block = (0..<500).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(messages(block).first?.hasSuffix("nested deeper than 64 levels") ?? false)
    }

    @Test func largeFilesAreRefused() throws {
        let comment = [UInt8](repeating: UInt8(ascii: "#"), count: (16 << 20) + 1)
        #expect(try file(comment) == ["1:1 larger than 16 MiB"])
        #expect(
            try file(Array(repeating: UInt8(ascii: "\n"), count: 600_000)) == [
                "1:1 too many values: over 500000 lines, commas and brackets"
            ])
    }

    @Test func longScalarsAreRead() throws {
        let text = TestSchema.minimal("sweep: {x: '\(String(repeating: "a", count: 1 << 20))'}")
        #expect(try TestSchema.load(text).sweep != nil)
        #expect(messages(TestSchema.minimal("seed: " + String(repeating: "9", count: 1 << 20))).count == 1)
    }

    @Test func bytesThatAreNotText() throws {
        let start = Array("experiment: é\n  x: ".utf8)
        #expect(try file(start + [0xFF, 0x0A]) == ["2:6 not UTF-8 text"])
        #expect(try file(start + [0xC3]) == ["2:6 not UTF-8 text"])
        #expect(try file(start + [0xED, 0xA0, 0x80]) == ["2:6 not UTF-8 text"])
        #expect(try file(start + [0x00]) == ["2:6 a NUL byte in the text"])
        #expect(try file(start + [0x1B]) == ["2:6 a control character (0x1b) in the text"])
        #expect(try file(start + [0xC2, 0x80]) == ["2:6 a character that YAML does not allow: control characters are not allowed"])
        #expect(try file(Array("a: \u{E000}x".utf8)) == ["1:4 the character U+E000 (private use) is not allowed in a spec"])
        #expect(try file([0xFF, 0xFE, 0x61, 0x00]) == ["1:1 not UTF-8 text"])
        #expect(try file([]) == ["1:1 the spec is empty"])
        #expect(try file([0xEF, 0xBB, 0xBF]) == ["1:1 the spec is empty"])
        #expect(try file(Array("---\n".utf8)).first?.hasSuffix("the spec is empty") ?? false)
    }

    /// Files that are none: nothing is waited for, and nothing is read without end.
    @Test(.timeLimit(.minutes(1))) func specialFiles() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "special-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let pipe = folder.appending(path: "pipe").path, loop = folder.appending(path: "loop").path
        #expect(mkfifo(pipe, 0o600) == 0 && symlink("loop", loop) == 0)
        let expected = [
            pipe: "is a pipe from which nothing comes", loop: "Too many levels of symbolic links", folder.path: "is a folder",
            "/dev/zero": "larger than 16 MiB", "/dev/null": "the spec is empty", folder.path + "/none": "no such",
        ]
        let loader = SpecLoader(schema: TestSchema.schema, environment: [:]), spec = folder.appending(path: "spec.yaml")
        for (path, message) in expected {
            let failure = #expect(throws: Failure.self) { try loader.load(file: path) }
            #expect(failure?.description.contains(message) == true, "\(path): \(failure?.description ?? "")")
            #expect(failure?.code != .internalError)
            try "extends: \(path)\nexperiment: e\n".write(to: spec, atomically: true, encoding: .utf8)
            #expect(throws: Failure.self, "\(path)") { try loader.load(file: spec.path) }
        }
    }

    /// What somebody writes into a pipe is read: `pipeline run <(make-spec)`.
    @Test(.timeLimit(.minutes(1))) func aPipeThatIsWrittenTo() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data(TestSchema.minimal().utf8))
        try pipe.fileHandleForWriting.close()
        let path = "/proc/self/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        #expect(try SpecLoader(schema: TestSchema.schema, environment: [:]).load(file: path).experiment == "e")
    }

    @Test func manyMistakesAreCounted() {
        let text = "experiment: e\n" + (0..<5_000).map { "unknown\($0): 1\n" }.joined()
        let found = messages(text)
        #expect(found.count == 201)
        #expect(found.last?.contains("more problems are not shown") ?? false)
    }

    @Test func manyUnsetVariablesInOneText() {
        let found = messages(TestSchema.minimal("sweep: {x: '" + String(repeating: "${A}", count: 100_000) + "'}"))
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.hasSuffix("the environment variable A is not set") })
    }

    @Test func manyRepeatedKeysEndSoon() {
        let text = "experiment: e\nsweep:\n" + (0..<3_000).map { "  k\($0): {a: 1, a: 2}\n" }.joined()
        #expect(!messages(text).isEmpty)
    }

    /// Any text at all is loaded or refused, never a crash: pieces of YAML in random order.
    @Test(arguments: 0..<300) func randomPieces(seed: Int) {
        let pieces = [
            "experiment", ": ", "e\n", "train:", " {", "}", "[", "]", ", ", "- ", "\n", "  ", "*a", "&a ", "'", "\"", "|\n", ">-\n", "? ",
            "!x ", "#", "%",
            "${A}", "${", "$$", "model", "gmf", "seed", "1", "\t", "\\", "---\n", "...\n", "<<", "\u{E001}", "é", "ingest: synthetic\n",
            "extends: ", "prepare:\n", "null",
        ]
        var generator = SplitMix(state: UInt64(seed))
        for _ in 0..<20 {
            let text = (0..<(generator.next() % 40)).map { _ in pieces[Int(generator.next() % UInt64(pieces.count))] }.joined()
            do {
                _ = try TestSchema.load(text, overrides: seed % 3 == 0 ? ["train.\(text)=\(text)"] : [])
            } catch let failure as Failure {
                #expect(!failure.diagnostics.isEmpty)
                #expect(failure.code != .internalError, "\(text.debugDescription)")
                #expect(!DiagnosticRenderer().render(failure.diagnostics).isEmpty)
            } catch {
                Issue.record(error)
            }
        }
    }
}
