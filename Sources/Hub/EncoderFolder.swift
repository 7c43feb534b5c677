import Diagnostics
import Foundation
import JSON

/// A model folder on this machine.
public struct EncoderFolder: Hashable, Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    public var name: String { (path as NSString).lastPathComponent }

    /// What config.json says; nil where it does not say.
    public var kind: String? { configuration?["model_type"]?.string }
    public var hiddenSize: Int? { (configuration?["hidden_size"] ?? configuration?["dim"] ?? configuration?["d_model"])?.int }
    public var layers: Int? { (configuration?["num_hidden_layers"] ?? configuration?["n_layers"] ?? configuration?["num_layers"])?.int }

    /// Files of tokenizers that are there.
    public var tokenizers: [String] {
        EncoderFile.all.filter { $0.kind == .tokenizer && FileManager.default.fileExists(atPath: "\(path)/\($0.name)") }.map(\.name)
    }

    public var bytes: Int {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        return names.reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            guard attributes?[.type] as? FileAttributeType == .typeRegular else { return sum }
            return sum + ((attributes?[.size] as? NSNumber)?.intValue ?? 0)
        }
    }

    public var hasWeights: Bool { FileManager.default.fileExists(atPath: path + "/model.safetensors") }

    private var configuration: JSONValue? {
        guard let data = FileManager.default.contents(atPath: path + "/config.json"), data.count < 1 << 20 else { return nil }
        return try? JSONValue(parsing: [UInt8](data)[...])
    }

    /// Folders in `folder` with a config.json, by name; the folder itself where it is one.
    public static func all(in folder: String) -> [EncoderFolder] {
        let files = FileManager.default
        if files.fileExists(atPath: folder + "/config.json") { return [EncoderFolder(folder)] }
        let names = ((try? files.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        return names.filter { !$0.hasSuffix(".incomplete") && files.fileExists(atPath: "\(folder)/\($0)/config.json") }.map {
            EncoderFolder("\(folder)/\($0)")
        }
    }

    /// Throws where a file is not what its checksum says. A folder without checksums is taken as it is.
    func verify(digest: (String) throws -> String) throws {
        guard FileManager.default.fileExists(atPath: path + "/config.json") else {
            throw Failure(.inputOutput, "'\(path)' is there and is no model folder", hint: "--to FOLDER names another place")
        }
        guard let text = try? String(contentsOfFile: "\(path)/\(EncoderFile.checksums)", encoding: .utf8) else { return }
        for (name, expected) in Self.parse(text).sorted(by: { $0.key < $1.key }) where try digest("\(path)/\(name)") != expected {
            throw Failure(
                .inputOutput, "'\(path)/\(name)' is not what was fetched: its checksum differs", hint: "remove '\(path)' and fetch it again"
            )
        }
    }

    /// `DIGEST  NAME` a line, as sha256sum writes it; other lines mean nothing.
    static func parse(_ text: String) -> [String: String] {
        var result: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: " ", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, parts[0].count == 64, parts[0].allSatisfy(\.isHexDigit) else { continue }
            result[parts[1].hasPrefix("*") ? String(parts[1].dropFirst()) : parts[1]] = parts[0].lowercased()
        }
        return result
    }
}
