import Foundation
import Testing

/// What the help and the shipped specs show works.
@Suite struct ExampleTests {
    static let specs: [String] = {
        let folder = Binary.repository.appending(path: "experiments").path
        let files = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
    }()

    @Test func thereAreSpecs() { #expect(Self.specs.count >= 4) }

    /// `graph` checks everything but that the files are there.
    @Test(arguments: specs) func specIsValid(name: String) throws {
        let data = ProcessInfo.processInfo.environment["PIPELINE_DATA"] ?? "/data"
        let path = Binary.repository.appending(path: "experiments/\(name)").path
        let output = try Bench().pipeline("graph", path, environment: ["DATA": data])
        #expect(output.code == 0, "\(output.stderr)")
    }

    /// In an empty folder an example ends well, or misses its spec or its runs; it is never wrong usage. What downloads is left out:
    /// tests need no network.
    @Test(arguments: HelpTests.commands) func examplesParse(command: String) throws {
        let bench = try Bench()
        let help = try bench.start((command.isEmpty ? [] : [command]) + ["--help"]).wait().stdout
        let examples = Self.examples(in: help)
        #expect(!examples.isEmpty, "no example in\n\(help)")
        for example in examples where !example.hasPrefix("encoder fetch") {
            let output = try bench.start(try #require(Self.words(of: example))).wait()
            #expect([0, 66].contains(output.code), "\(example)\n\(output.stderr)")
        }
    }

    /// Lines that begin with `  pipeline `, and the lines into which they are wrapped.
    static func examples(in help: String) -> [String] {
        var found: [String] = [], isInside = false
        for line in help.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("  pipeline ") {
                found.append(String(line.dropFirst(11)))
                isInside = true
            } else if isInside, !line.isEmpty, !line.hasPrefix(" ") {
                found[found.count - 1] += " " + line
            } else {
                isInside = false
            }
        }
        return found
    }

    /// As a shell cuts them, up to a pipe, a redirection or a comment; nil where a quote is open.
    static func words(of line: String) -> [String]? {
        var words: [String] = [], word: String?, quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                (quote, word) = (character, word ?? "")
            } else if character == " " {
                if let done = word { words.append(done) }
                word = nil
            } else if word == nil, "|>#".contains(character) {
                return words
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let done = word { words.append(done) }
        return quote == nil ? words : nil
    }

    /// Examples in full, as they stand in the source, are no wider than a terminal, so that they can be copied.
    @Test(arguments: HelpTests.commands) func examplesAreNotWrapped(command: String) throws {
        let help = try Bench().start((command.isEmpty ? [] : [command]) + ["--help"]).wait().stdout
        for example in Self.examples(in: help) { #expect(example.count <= 80 - 11, "\(example)") }
    }
}
