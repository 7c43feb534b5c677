import Diagnostics
import Foundation

/// Files that people asked for by name.
public enum PageFile {
    /// All or nothing: a reader never sees half of it. Throws `inputOutput` where it cannot be written.
    public static func write(_ bytes: Data, to path: String) throws(Failure) {
        do {
            try bytes.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Failure(
                .inputOutput, "cannot write '\(path)'", hint: "is its folder there, and may you write to it?")
        }
    }

    public static func write(_ text: String, to path: String) throws(Failure) { try write(Data(text.utf8), to: path) }
}
