import Foundation
import Spec
import Testing

/// The schema's text is a golden file; `Golden/check_schema.py` holds it to the other golden files with an independent validator.
@Suite struct JSONSchemaTests {
    @Test func theTextIsTheGoldenFile() throws {
        let text = jsonSchema(for: TestSchema.schema)
        let file = GoldenTests.folder.appending(path: "schema.json")
        if ProcessInfo.processInfo.environment["PIPELINE_RECORD"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("recorded schema.json: run check_schema.py")
        }
        #expect(text == (try? String(contentsOf: file, encoding: .utf8)))
        #expect(jsonSchema(for: TestSchema.schema) == text)
    }

    @Test func itIsJSON() throws {
        let value = try JSONSerialization.jsonObject(with: Data(jsonSchema(for: TestSchema.schema).utf8))
        let object = try #require(value as? [String: Any])
        let properties = try #require(object["properties"] as? [String: Any])
        #expect(
            Set(properties.keys) == [
                "experiment", "seed", "ingest", "tokenize", "split", "train", "evaluate", "extends", "prepare", "sweep",
            ])
    }
}
