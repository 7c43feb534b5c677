import Engine
import Safetensors

extension StageContext {
    /// Writes one output file through a sink, hashing on the way.
    func writeFile(_ name: String, _ body: (ByteSink) throws -> Void) throws {
        let file = try createFile(name)
        try body { try file.write($0) }
        try file.finish()
    }
}
