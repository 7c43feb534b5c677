import Diagnostics
import Store

/// Writes one file of an output. Buffered; for one thread at a time. Without `finish` the file does not exist and the stage fails.
public final class ArtifactFileWriter {
    private let writer: HashingFileWriter
    private let publish: (HashingFileWriter) throws(Failure) -> Void

    init(_ writer: HashingFileWriter, publish: @escaping (HashingFileWriter) throws(Failure) -> Void) {
        self.writer = writer
        self.publish = publish
    }

    public func write(_ bytes: [UInt8]) throws(Failure) { try writer.write(bytes) }
    public func write(_ text: String) throws(Failure) { try writer.write(text) }

    /// Makes the file durable and part of the output.
    public func finish() throws(Failure) { try publish(writer) }
}

/// Names of files are relative paths without `.` and `..`, so that an output can be laid out in a directory.
func validate(fileName name: String) throws(Failure) {
    guard ArtifactFile.isName(name) else {
        throw Failure(
            .internalError, "'\(name)' cannot be the name of an output file", hint: "use a relative path such as model.safetensors")
    }
}
