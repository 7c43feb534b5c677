import Foundation
import Parameters
import Search

/// Fixtures lie beside the tests; `Fixtures/make.py` writes them.
enum Fixture {
    static func load<Content: Decodable>(_ name: String, as type: Content.Type = Content.self, file: String = #filePath) throws -> Content {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Fixtures")
        return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent(name)))
    }
}

/// A parameter's value in a fixture: a number or a word.
enum FixtureValue: Decodable {
    case number(Double), word(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .word(try container.decode(String.self))
        }
    }
}

/// One trial of a fixture, in the order of a test function's parameters; null where a parameter is not active.
typealias FixtureRow = [FixtureValue?]
