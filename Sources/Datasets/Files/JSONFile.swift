import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Small JSON files with sorted keys in snake_case, so that equal values are equal bytes.
enum JSONFile {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(value)) + [0x0A]
        } catch {
            throw Failure(.internalError, "cannot write as JSON: \(error)")
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, path: String) throws -> Value {
        let bytes = try ByteFile.contents(path: path)
        do {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(type, from: Data(bytes))
        } catch {
            throw Failure(.invalidInput, "'\(path)' is not the JSON that was written there: \(error)")
        }
    }
}
