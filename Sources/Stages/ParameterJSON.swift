import Foundation
import Parameters

/// Parameter values as JSON, for files that other programs read. Whole numbers come back as integers, which fields of type double accept.
struct ParameterJSON: Codable {
    var value: ParameterValue

    init(_ value: ParameterValue) { self.value = value }

    static func encode(_ value: ParameterValue) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(ParameterJSON(value)), as: UTF8.self)
    }

    static func decode(_ text: String) throws -> ParameterValue {
        try JSONDecoder().decode(ParameterJSON.self, from: Data(text.utf8)).value
    }

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Key.self) {
            value = .record(try container.allKeys.map { ($0.stringValue, try container.decode(ParameterJSON.self, forKey: $0).value) })
            return
        }
        if var container = try? decoder.unkeyedContainer() {
            var values: [ParameterValue] = []
            while !container.isAtEnd { values.append(try container.decode(ParameterJSON.self).value) }
            value = .list(values)
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            value = .null
        } else if let bool = try? container.decode(Bool.self) {
            value = .bool(bool)
        } else if let int = try? container.decode(Int.self) {
            value = .int(int)
        } else if let double = try? container.decode(Double.self) {
            value = .double(double)
        } else {
            value = .string(try container.decode(String.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch value {
        case .record(let record):
            var container = encoder.container(keyedBy: Key.self)
            for field in record.fields { try container.encode(ParameterJSON(field.value), forKey: Key(stringValue: field.name)) }
        case .list(let values):
            var container = encoder.unkeyedContainer()
            for value in values { try container.encode(ParameterJSON(value)) }
        default:
            var container = encoder.singleValueContainer()
            switch value {
            case .bool(let bool): try container.encode(bool)
            case .int(let int): try container.encode(int)
            case .double(let double): try container.encode(double)
            case .string(let string): try container.encode(string)
            default: try container.encodeNil()
            }
        }
    }
}
