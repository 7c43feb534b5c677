import ArgumentParser
import Console
import Diagnostics
import Glibc
import Hub
import Quantities
import Store

struct EncoderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encoder",
        abstract: "Fetches pretrained text encoders and lists those that are here.",
        discussion: """
            EXAMPLES
              pipeline encoder fetch sentence-transformers/all-MiniLM-L6-v2
              pipeline encoder list
            """,
        subcommands: [EncoderFetchCommand.self, EncoderListCommand.self])
}

struct EncoderFetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Downloads a model folder: config.json, model.safetensors and the tokenizer's files.",
        discussion: """
            A folder appears when all of it has arrived and its checksums (SHA-256) are right; SHA256SUMS in it notes them. A transfer
            that broke off goes on where it stopped when the same command is given again. Names are those of huggingface.co, or of the
            hub that HF_ENDPOINT names; an address may be any folder on a web server.

            EXAMPLES
              pipeline encoder fetch sentence-transformers/all-MiniLM-L6-v2
              pipeline encoder fetch google/mt5-small --to encoders/mt5
              pipeline encoder fetch https://models.example.org/minilm --to encoders/minilm
            """)

    @Argument(help: "A model's name (OWNER/NAME), or the http or https address of its folder.")
    var source: String

    @Option(help: ArgumentHelp("Where to put it; encoders/NAME by default.", valueName: "folder"))
    var to: String?

    @Option(help: "A branch, tag or commit of a name.")
    var revision = "main"

    func run() throws {
        let hub = getenv("HF_ENDPOINT").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? EncoderSource.hub
        let source = try EncoderSource(source, hub: hub, revision: revision)
        let folder = to ?? "encoders/\(source.name)"
        let isTerminal = TerminalCapabilities.standardError.isTerminal
        let fetch = EncoderFetch(source, to: folder, showsProgress: isTerminal, digest: Self.digest) { event in
            switch event {
            case .fetching(let file, let size, let from):
                let bytes = size.map { " (\(formatBytes($0)))" } ?? ""
                Output.writeToStandardError("\(file)\(bytes)\(from > 0 ? ", from \(formatBytes(from)) on" : "")\n")
            case .broken(let file, let attempt): Output.writeToStandardError("\(file): the connection broke; going on (\(attempt))\n")
            case .alreadyThere: Output.writeToStandardError("'\(folder)' is there already\n")
            }
        }
        try fetch.run()
        Output.write(folder + "\n")
    }

    /// SHA-256 of a file, read in parts.
    private static func digest(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(.inputOutput, "'\(path)' cannot be read: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var hasher = DigestHasher()
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(.inputOutput, "'\(path)' cannot be read: \(String(cString: strerror(errno)))") }
            if count == 0 { return hasher.digest().hex }
            hasher.update(chunk[..<count])
        }
    }
}

struct EncoderListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the model folders that are here.",
        discussion: """
            EXAMPLES
              pipeline encoder list
              pipeline encoder list .build/encoders --format json
            """)

    @Argument(help: "Where to look.")
    var folder = "encoders"

    @OptionGroup var format: FormatOptions

    func run() {
        var table = Table([
            Table.Column("encoder"), Table.Column("kind"), .number("layers"), .number("width"), Table.Column("tokenizer"), .number("bytes"),
            Table.Column("folder"),
        ])
        let found = EncoderFolder.all(in: folder)
        for encoder in found {
            let tokenizers = encoder.tokenizers.joined(separator: ", ")
            table.append([
                .text(encoder.name, style: .bold), .text((encoder.kind ?? "?") + (encoder.hasWeights ? "" : " (no weights)")),
                encoder.layers.map { .integer($0) } ?? .text("?"), encoder.hiddenSize.map { .integer($0) } ?? .text("?"), .text(tokenizers),
                .bytes(encoder.bytes), .text(encoder.path),
            ])
        }
        if found.isEmpty, format.format == .table {
            return Output.write("no encoders in '\(folder)'; pipeline encoder fetch NAME brings one\n")
        }
        Output.write(table, as: format.format)
    }
}
