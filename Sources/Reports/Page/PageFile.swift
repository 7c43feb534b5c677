import Diagnostics
import Files
import Foundation

/// Files that people asked for by name.
public enum PageFile {
    /// All or nothing: a reader never sees half of it. Throws `inputOutput` where it cannot be written.
    public static func write(_ bytes: Data, to path: String) throws(Failure) { try OutputFile.write(Array(bytes), to: path) }

    public static func write(_ text: String, to path: String) throws(Failure) { try OutputFile.write(Array(text.utf8), to: path) }
}
