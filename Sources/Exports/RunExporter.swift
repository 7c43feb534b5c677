import Diagnostics
import Files
import Store

/// A form in which other programs read runs.
public protocol RunExporter: Sendable {
    /// The word after `--to`.
    static var id: String { get }
    /// One line, for people.
    static var documentation: String { get }
    /// Writes into a directory that exists. Gives the paths of what it made, for people.
    static func write(_ runs: [RunExport], to directory: String) throws -> [String]
    /// What to do with it next: a command line.
    static func next(_ directory: String) -> String?
}

extension RunExporter {
    public static func next(_ directory: String) -> String? { nil }
}

/// Every form there is.
public enum RunExporters {
    public static let all: [any RunExporter.Type] = [
        MLflowExporter.self, TensorBoardExporter.self, CSVExporter.self, JSONExporter.self,
    ]

    /// Throws `Failure(.usage)` that names the nearest one.
    public static func require(_ id: String) throws(Failure) -> any RunExporter.Type {
        if let found = all.first(where: { $0.id == id }) { return found }
        throw Failure(.usage, "runs cannot be exported to '\(id)'", hint: suggestion(for: id, among: all.map { $0.id }))
    }
}

/// Files of an export: whole, or not there.
enum ExportFile {
    static func write(_ text: String, to path: String) throws(Failure) { try write(Array(text.utf8), to: path) }

    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        if let folder = FileSystem.parent(of: path) { try FileSystem.local.makeDirectories(folder) }
        try OutputFile.write(bytes, to: path)
    }

    /// A name that no file system minds: everything but letters, digits and `-_.@=+` becomes `_`.
    static func name(_ text: String) -> String {
        let safe = String(
            text.unicodeScalars.map { scalar in
                let isSafe =
                    scalar.isASCII
                    && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_.@=+".unicodeScalars.contains(scalar))
                return isSafe ? Character(scalar) : "_"
            })
        return safe.isEmpty || safe.allSatisfy { $0 == "." } ? "_" : safe
    }
}
