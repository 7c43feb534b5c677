import Foundation
import Testing

@Suite struct GraphTests {
    private func graph(_ format: String) throws -> String {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let output = try bench.pipeline("graph", "exp.yaml", "--format", format)
        #expect(output.code == 0, "\(output.stderr)")
        return output.stdout
    }

    @Test func tree() throws {
        let text = try graph("tree")
        let lines = text.split(separator: "\n")
        #expect(lines.first == "tiny")
        for node in Specs.nodes { #expect(lines.count { $0.hasSuffix("─ \(node)") } == 1, "\(node) in\n\(text)") }
        #expect(text.contains("split (above)"))
    }

    @Test(arguments: ["dot", "mermaid"]) func drawings(format: String) throws {
        let text = try graph(format), arrow = format == "dot" ? " -> " : " --> "
        #expect(text.hasPrefix(format == "dot" ? "digraph \"tiny\" {" : "flowchart LR"))
        for node in Specs.nodes { #expect(text.contains("\"\(node)\"")) }
        // ingest → split; split → 3 × train; split and train → 3 × evaluate.
        #expect(text.components(separatedBy: arrow).count - 1 == 1 + 3 + 6)
    }

    @Test func formatsAreChecked() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        #expect(try bench.pipeline("graph", "exp.yaml", "--format", "svg").code == 64)
    }

    /// Drawing needs no data.
    @Test func missingFilesDoNotMatter() throws {
        let bench = try Bench(["exp.yaml": Specs.popularityOfFile])
        #expect(try bench.pipeline("graph", "exp.yaml").code == 0)
        #expect(try bench.pipeline("validate", "exp.yaml").code == 66)
        try bench.write("ratings.csv", Specs.ratings)
        #expect(try bench.pipeline("validate", "exp.yaml").stdout == "exp.yaml: valid: 1 run, 4 stages\n")
    }
}
