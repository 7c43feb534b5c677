import Diagnostics
import Engine
import Glibc
import Parameters
import Safetensors
import Store
import Synchronization
import Text
import Transformers

/// Encodes texts of which it has not seen the like: equal token ids are one text, whose vectors are kept in the store for later runs under
/// the digests of the model's files, the stage's code and the pooling. What cuts or scales does not matter here: a text is
/// its tokens as the encoder gets them, its vectors are not normalised.
///
/// Usable for any texts: `TextLibrary(context, encoder).encode(tokens)`. The stage's external files are the encoder's
/// (`TransformerEncoder.files`).
struct TextLibrary {
    private let context: StageContext
    private let encoder: TransformerEncoder
    private let library: Library

    init(_ context: StageContext, _ encoder: TransformerEncoder) throws {
        self.context = context
        self.encoder = encoder
        library = try context.library(
            of: .record([
                ("encoder", .string(TransformerEncoder.id)), ("version", .int(TransformerEncoder.version)),
                ("pooling", encoder.options.pooling.parameterValue),
            ]))
    }

    /// What the encoder's `config.json` says.
    func configuration() throws -> EncoderConfiguration {
        try EncoderConfiguration(path: try context.filePath(TransformerEncoder.configurationInput))
    }

    /// The vectors of all rows. Rows have been prepared by `TransformerEncoder.prepare`.
    func encode(_ tokens: TokenMatrix) throws -> EncodedTexts {
        let width = try configuration().dimension
        var texts = EncodedTexts(width: width, isPerToken: encoder.isPerToken)
        for volume in try library.volumes() { try texts.add(try TextVolume(path: try volume.path(TextVolume.name))) }
        let known = texts.count, missing = texts.missing(tokens)
        if missing.isEmpty {
            context.log("\(tokens.rowCount) texts, all encoded before")
        } else {
            try encode(missing, of: tokens, into: &texts)
        }
        texts.choose(tokens)
        context.log("\(texts.usedCount) different texts of \(tokens.rowCount), \(texts.count - known) of them new")
        return texts
    }

    /// So many tokens to a volume: some ten seconds of work, which a killed run would lose.
    private static let volumeTokens = 1 << 16

    private func encode(_ missing: [(row: Int, digest: Digest)], of tokens: TokenMatrix, into texts: inout EncodedTexts) throws {
        let network = try TextEncoder(
            configuration: try context.filePath(TransformerEncoder.configurationInput),
            weights: try context.filePath(TransformerEncoder.weightsInput), folder: encoder.options.model)
        let meter = EncodingMeter(), total = missing.count
        var first = 0
        while first < total {
            try context.checkCancellation()
            var batch = TokenMatrix(), last = first
            while last < total, last == first || batch.tokens.count + tokens[missing[last].row].count <= Self.volumeTokens {
                batch.tokens += tokens[missing[last].row]
                batch.offsets.append(batch.tokens.count)
                last += 1
            }
            let volume = try make(batch, missing[first..<last].map(\.digest), network)
            let artifact = try library.add { try $0.write(try volume.encoded(), to: TextVolume.name) }
            try texts.add(try TextVolume(path: try artifact.path(TextVolume.name)))
            meter.add(batch.tokens.count)
            first = last
            context.report(StageProgress(step: first, total: total, unit: "text", rate: meter.rate))
        }
        context.log(meter.summary(texts: total))
    }

    private func make(_ batch: TokenMatrix, _ digests: [Digest], _ network: TextEncoder) throws -> TextVolume.Writer {
        let context = context, isCancelled: @Sendable () -> Bool = { context.isCancelled }
        if let pooling = encoder.pooling {
            let vectors = try network.encode(tokens: batch, pooling, threads: context.threads, isCancelled: isCancelled)
            return TextVolume.Writer(digests: digests, width: network.dimension, vectors: vectors)
        }
        let vectors = try network.encodeTokens(tokens: batch, threads: context.threads, isCancelled: isCancelled)
        return TextVolume.Writer(digests: digests, width: network.dimension, offsets: batch.offsets, halves: vectors)
    }
}

/// Tokens, wall time and processor time of an encoding.
private final class EncodingMeter {
    private let began = clocks()
    private var tokens = 0

    func add(_ count: Int) { tokens += count }

    /// Tokens a second.
    var rate: Double { Double(tokens) / max(1e-9, clocks().wall - began.wall) }

    func summary(texts: Int) -> String {
        let now = clocks(), wall = now.wall - began.wall, processor = now.processor - began.processor
        return "encoded \(texts) texts of \(tokens) tokens in \(inMilliseconds(wall)) s, \(inMilliseconds(processor)) s of processor time"
    }
}

private func clocks() -> (wall: Double, processor: Double) {
    func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    return (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
}
