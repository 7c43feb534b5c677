import Foundation
import Models
import Testing

/// docs/weights.md names every tensor that a model writes: what people load by name must not change unnoticed.
@Suite struct WeightNamesTests {
    private static let rows: [Substring] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../docs/weights.md")
        do { return try String(contentsOf: file, encoding: .utf8).split(separator: "\n") } catch { return [] }
    }()

    @Test(arguments: Listed.all) func everyTensorIsDocumented(_ listed: Listed) throws {
        let row = try #require(
            Self.rows.first { $0.hasPrefix("| `\(listed.definition.id)` |") }, "docs/weights.md has no row for the model")
        let model = try listed.make()
        _ = try model.trainEpoch(1) { _ in }
        for tensor in model.weights() {
            // Feature fields have names of their own; layers after the first are those of the "…".
            let isField = tensor.name.hasPrefix("features/") || tensor.name.contains(/^(user|item)\..+_embedding$/)
            if isField, row.contains("for each feature field") { continue }
            let isLaterLayer = tensor.name.firstMatch(of: /(_|layer)[2-9]\.|layers\.[1-9]\./) != nil && row.contains("…")
            #expect(
                isLaterLayer || row.contains("`\(tensor.name)`"),
                "docs/weights.md: \(tensor.name) is not in the row of \(listed.definition.id)")
        }
    }
}
