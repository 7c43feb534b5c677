import Diagnostics
import Foundation
import Spec
import Testing

/// Each `Golden/NAME.yaml` is loaded and what comes out compared with `Golden/NAME.txt`, which a person has checked. Comments in
/// the first lines give options: `# --set path=value` and `# env NAME=value`. With PIPELINE_RECORD=1 the texts are written anew,
/// and the test fails.
@Suite struct GoldenTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }()

    @Test func thereAreCases() { #expect(Self.names.count >= 20) }

    @Test(arguments: names) func diagnostics(name: String) throws {
        let file = Self.folder.appending(path: "\(name).yaml")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        var overrides: [String] = []
        var environment: [String: String] = [:]
        for line in lines.prefix(while: { $0.hasPrefix("#") }) {
            if line.hasPrefix("# --set ") { overrides.append(String(line.dropFirst(8))) }
            if line.hasPrefix("# env ") {
                let parts = line.dropFirst(6).split(separator: "=", maxSplits: 1)
                environment[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
            }
        }
        let found = report(file.path, overrides, environment).replacingOccurrences(of: Self.folder.path + "/", with: "")
        let expected = Self.folder.appending(path: "\(name).txt")
        if ProcessInfo.processInfo.environment["PIPELINE_RECORD"] == "1" {
            try found.write(to: expected, atomically: true, encoding: .utf8)
            Issue.record("recorded \(name).txt: check it by hand")
        }
        #expect(found == (try? String(contentsOf: expected, encoding: .utf8)))
    }

    private func report(_ file: String, _ overrides: [String], _ environment: [String: String]) -> String {
        do {
            let spec = try SpecLoader(schema: TestSchema.schema, environment: environment).load(file: file, overrides: overrides)
            let runs = try spec.expand()
            return runs.map { run in
                let blocks = spec.blockOrder.compactMap { run.blocks[$0] }.map { "  \($0.path): \($0.values)\n" }
                return "\(run.variant) in group \(run.group): \(run.top)\n" + blocks.joined()
            }.joined() + spec.prepare.map { "prepare \($0.name)\n" }.joined()
        } catch {
            return DiagnosticRenderer().render(error.diagnostics) + "exit \(error.code.rawValue)\n"
        }
    }
}
