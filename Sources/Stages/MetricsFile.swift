import Diagnostics
import Engine
import Foundation

/// `metrics.json`: what a stage wants in the run database. An array of `{"name", "step", "value"}`; `step` is absent for final values;
/// NaN and infinities are the strings "nan", "inf", "-inf".
public struct MetricsFile: Sendable {
    public static let name = "metrics.json"

    public struct Point: Codable, Hashable, Sendable {
        public var name: String
        public var step: Int?
        public var value: Double

        public init(_ name: String, step: Int? = nil, _ value: Double) {
            self.name = name
            self.step = step
            self.value = value
        }
    }

    public static func encode(_ points: [Point]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return [UInt8](try encoder.encode(points)) + [UInt8(ascii: "\n")]
    }

    /// Throws `Failure(.invalidInput)` for bytes that are not a metrics file.
    public static func decode(_ bytes: [UInt8]) throws -> [Point] {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            return try decoder.decode([Point].self, from: Data(bytes))
        } catch {
            throw Failure(.invalidInput, "\(name) of an artifact is not an array of {name, step, value}: \(error)")
        }
    }
}
