import Foundation
import Testing

/// Texts that a person has read, in `Golden/`. After a change on purpose: `PIPELINE_RECORD=1 swift test --filter CommandTests` writes
/// them anew and fails; read the difference, then run again without.
enum Golden {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    static func expect(_ found: String, _ name: String, location: SourceLocation = #_sourceLocation) throws {
        let file = folder.appending(path: name)
        if ProcessInfo.processInfo.environment["PIPELINE_RECORD"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try found.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("recorded \(name): read it", sourceLocation: location)
        }
        let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        guard found != expected else { return }
        let difference = firstDifference(lines(found), lines(expected))
        Issue.record("\(name) differs, see GoldenTests.swift for how to record it\n\(difference)", sourceLocation: location)
    }

    private static func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    private static func firstDifference(_ found: [Substring], _ expected: [Substring]) -> String {
        let line = zip(found, expected).prefix { $0 == $1 }.count
        func at(_ lines: [Substring]) -> Substring { line < lines.count ? lines[line] : "(no such line)" }
        return "line \(line + 1) is       \(at(found))\n         should be \(at(expected))"
    }
}

@Suite struct HelpTests {
    static let commands = [
        "", "run", "sweep", "validate", "graph", "explain", "runs", "sweeps", "show", "compare", "best", "plot", "report", "attention",
        "query", "log", "recommend", "similar",
        "reproduce", "tag", "note", "rm", "restore", "export", "import", "archive", "stages", "models", "metrics", "encoder", "schema",
        "verify", "rebuild-database", "gc",
        "doctor",
    ]

    @Test(arguments: commands) func help(command: String) throws {
        let output = try Bench().start((command.isEmpty ? [] : [command]) + ["--help"]).wait()
        #expect(output.code == 0)
        try Golden.expect(output.stdout, "help-\(command.isEmpty ? "pipeline" : command).txt")
    }

    /// The help is 80 columns wide: a longer line of a command's text is broken, and what is over stands alone in the next line.
    @Test(arguments: commands) func noLineOfItsTextIsTooLong(command: String) throws {
        let help = try Bench().start((command.isEmpty ? [] : [command]) + ["--help"]).wait().stdout
        let text = help.components(separatedBy: "\nUSAGE:")[0].split(separator: "\n", omittingEmptySubsequences: false)
        for (line, next) in zip(text, text.dropFirst() + [""]) where !next.isEmpty && !next.hasPrefix(" ") {
            #expect(!line.hasPrefix("  "), "broken: \(line) | \(next)")
        }
        for paragraph in text.split(separator: "") {
            for line in paragraph.dropLast() where !line.hasPrefix(" ") && line != line.uppercased() {
                #expect(line.count >= 50, "what is over of the line before: \(line)")
            }
        }
    }

    /// The list above is complete.
    @Test func everyCommandIsListed() throws {
        let help = try Bench().pipeline("--help").stdout
        let sections = help.components(separatedBy: "SUBCOMMANDS:\n").dropFirst()
        let listed = sections.flatMap { section in
            section.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("  ") }
                .filter { $0.dropFirst(2).first?.isLetter == true }
                .compactMap { $0.split(separator: " ").first.map(String.init) }
        }
        #expect(listed == Self.commands.filter { !$0.isEmpty })
    }
}

@Suite struct RegistryTextTests {
    @Test(arguments: ["stages", "models", "metrics"]) func tables(command: String) throws {
        try Golden.expect(try Bench().pipeline(command).stdout, "\(command).txt")
    }

    @Test(arguments: ["ingest", "tokenize", "split", "encode", "train", "evaluate"]) func plugIns(stage: String) throws {
        try Golden.expect(try Bench().pipeline("stages", stage).stdout, "stages-\(stage).txt")
    }

    @Test func schema() throws {
        let text = try Bench().pipeline("schema").stdout
        _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
        try Golden.expect(text, "schema.json")
    }
}

/// Changing these keys invalidates every user's cache: all that they have ever computed runs again. Raise the code version of the stage
/// whose results changed, and no other; a change here that nobody meant is a defect. (`evaluate` of trained models is left out: its
/// key has the digest of weights, which depend on the processor.)
@Suite struct ActionKeyTests {
    private static let spec = """
        experiment: keys
        seed: 1
        prepare:
          - name: copy
            command: [cp, ratings.csv, copy.csv]
            inputs: {ratings.csv: ratings.csv}
            outputs: [copy.csv]
        ingest: {format: csv, interactions: ratings.csv, items: items.csv}
        tokenize: {tokenizer: word, fields: [item.title]}
        split: {strategy: leave-one-out, order: random}
        encode: {encoder: tfidf, dimension: 4}
        train:
          ancf: {model: ancf, embedding_dim: 4, epochs: 1}
          gmf: {model: gmf, embedding_dim: 4, epochs: 1, loss: bce, negatives: 2, optimizer: {name: sgd, learning_rate: 0.1}}
          bias: {model: bias}
          mf: {model: mf, epochs: 1}
          popularity: {model: popularity}
        evaluate: {protocol: full-ranking, metrics: [ndcg], cutoffs: [2]}

        """

    @Test func keys() throws {
        let items = "item,title\nbook,A Good Book\nfilm,The Film\nsong,Old Song\nplay,Play\npoem,A Poem\n"
        let bench = try Bench(["exp.yaml": Self.spec, "ratings.csv": Specs.ratings, "items.csv": items])
        let stages = try bench.run().stages
        let lines = stages.values.sorted { $0.node < $1.node }
            .filter { $0.stage != "evaluate" || $0.node == "evaluate/popularity" }
            .map { "\($0.node) \($0.key ?? "none")\n" }
        #expect(lines.count == 11)
        try Golden.expect(lines.joined(), "action-keys.txt")
    }
}
