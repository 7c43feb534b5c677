import Engine
import Safetensors

extension StageContext {
    /// Writes one output file through a sink, hashing on the way.
    func writeFile(_ name: String, _ body: (ByteSink) throws -> Void) throws {
        let file = try createFile(name)
        try body { try file.write($0) }
        try file.finish()
    }

    /// Where an input file is: a file of the user's, or what a command stage made of it.
    func inputPath(_ name: String) throws -> String {
        guard let made = node.inputs.first(where: { $0.name == name }) else { return try filePath(name) }
        return try artifact(name).path(made.files?.first ?? name)
    }
}

extension Duration {
    /// Seconds to the millisecond, as logs say them: `0.034 s`.
    var formatted: String {
        let milliseconds = components.attoseconds / 1_000_000_000_000_000
        return "\(components.seconds).\(String(1000 + milliseconds).dropFirst()) s"
    }
}
