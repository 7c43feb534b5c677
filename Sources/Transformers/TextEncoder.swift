import CKernels
import Diagnostics
import Safetensors
import Tensor
import Threads

/// A pretrained transformer encoder, read from a folder as Hugging Face lays it out: `config.json` and `model.safetensors` (float32, float16
/// or bfloat16) of the BERT family (BERT, MiniLM, DistilBERT) or the T5 family (T5, mT5).
///
///     let encoder = try TextEncoder(folder: "all-MiniLM-L6-v2")
///     let vectors = try encoder.encode(offsets: [0, 4], tokens: [101, 7592, 2088, 102], .init(pooling: .mean), threads: 2)
///
/// Computes in float32. A text's result depends, to the bit, on its own tokens alone: not on the texts beside it, their order, the number
/// of threads or the processor.
public struct TextEncoder: Sendable {
    public static let configurationFile = "config.json"
    public static let weightsFile = "model.safetensors"

    public let folder: String
    public let configuration: EncoderConfiguration
    private let network: any EncoderNetwork

    /// Reads and packs the weights; the table of token vectors stays in the file. Throws `Failure` with every problem: a file that is
    /// missing or damaged, a tensor that is missing or does not suit `config.json`, values that are not finite.
    public init(folder: String) throws {
        try self.init(
            configuration: "\(folder)/\(Self.configurationFile)", weights: "\(folder)/\(Self.weightsFile)", folder: folder)
    }

    /// From the paths of the two files; `folder` names them in messages.
    public init(configuration configurationPath: String, weights path: String, folder: String) throws {
        self.folder = folder
        configuration = try EncoderConfiguration(path: configurationPath)
        let file: SafetensorsFile
        do { file = try SafetensorsFile(path: path) } catch let failure as Failure where failure.code == .missingInput {
            throw Failure(
                .missingInput, "there is no '\(path)'",
                hint: "weights are read from one file of the safetensors format; save the model with safe_serialization and without shards")
        }
        switch configuration.family {
        case .bert, .distilbert:
            let prefix = Self.prefix(before: BERTNames.anchor, in: file)
            let names = BERTNames(prefix: prefix, isDistilled: configuration.family == .distilbert)
            network = try BERTNetwork(configuration, names, try WeightsReader(file: file, expecting: names.expected(configuration)))
        case .t5:
            let names = T5Names(prefix: Self.prefix(before: T5Names.anchor, in: file))
            network = try T5Network(configuration, names, try WeightsReader(file: file, expecting: names.expected(configuration)))
        }
    }

    /// What stands before the name of a tensor that every file has; the encoder's where a decoder has the like.
    private static func prefix(before anchor: String, in file: SafetensorsFile) -> String {
        let prefixes = file.names.filter { $0 == anchor || $0.hasSuffix("." + anchor) }.map { String($0.dropLast(anchor.count)) }
        return prefixes.filter { !$0.hasSuffix("decoder.") }.min { $0.utf8.count < $1.utf8.count } ?? ""
    }

    /// Width D of a vector.
    public var dimension: Int { configuration.dimension }

    // MARK: Encoding

    /// One vector a text, row-major: row r is that of the tokens at `offsets[r]..<offsets[r + 1]`. A text without tokens is zeros.
    /// - Throws: `Failure(.invalidInput)` for tokens that the model does not know and texts that are longer than it can read,
    ///   `Failure(.interrupted)` soon after `isCancelled` says so.
    public func encode(
        offsets: [Int], tokens: [Int32], _ pooling: Pooling, threads: Int = 1, isCancelled: @Sendable () -> Bool = { false }
    ) throws -> [Float] {
        let result = Storage(count: max(0, offsets.count - 1) * dimension)
        try run(offsets, tokens, threads, isCancelled) { block, hidden in
            for (text, row) in block.rows.enumerated() {
                pooling.pool(
                    hidden + block.offsets[text] * network.stride, rows: block.offsets[text + 1] - block.offsets[text],
                    stride: network.stride, columns: dimension, into: result.pointer + row * dimension)
            }
        }
        guard ck_all_finite(result.count, result.pointer) != 0 else { throw notFinite }
        return result.array
    }

    /// One vector a token as the bits of float16, row-major in the order of `tokens`. Values beyond ±65,504 become infinite.
    public func encodeTokens(
        offsets: [Int], tokens: [Int32], threads: Int = 1, isCancelled: @Sendable () -> Bool = { false }
    ) throws -> [UInt16] {
        let dimension = dimension
        return try [UInt16](unsafeUninitializedCapacity: tokens.count * dimension) { buffer, count in
            let result = HalfRows(start: buffer.baseAddress)
            try run(offsets, tokens, threads, isCancelled) { block, hidden in
                for (text, row) in block.rows.enumerated() {
                    for position in 0..<(block.offsets[text + 1] - block.offsets[text]) {
                        let from = hidden + (block.offsets[text] + position) * network.stride
                        guard ck_all_finite(dimension, from) != 0 else { throw notFinite }
                        if let start = result.start { ck_to_half(dimension, from, start + (offsets[row] + position) * dimension) }
                    }
                }
            }
            count = tokens.count * dimension
        }
    }

    /// Where threads write disjoint rows.
    private struct HalfRows: @unchecked Sendable {
        var start: UnsafeMutablePointer<UInt16>?
    }

    private var notFinite: Failure {
        Failure(
            .invalidInput, "the encoder in '\(folder)' gives values that are not finite", hint: "its weights are damaged or not its own")
    }

    private func run(
        _ offsets: [Int], _ tokens: [Int32], _ threads: Int, _ isCancelled: @Sendable () -> Bool,
        _ body: @escaping @Sendable (TextBlock, UnsafeMutablePointer<Float>) throws -> Void
    ) throws {
        try check(offsets, tokens)
        let blocks = TextBlock.blocks(offsets: offsets, tokens: tokens)
        _ = try runBlocks("encoding", blocks.count, threads: threads, isCancelled: isCancelled) {
            let workspace = Workspace()
            return { index in try body(blocks[index], try network.forward(blocks[index], workspace)) }
        }
    }

    private func check(_ offsets: [Int], _ tokens: [Int32]) throws(Failure) {
        var problems: [Diagnostic] = []
        let size = configuration.vocabularySize
        if let wrong = tokens.first(where: { $0 < 0 || Int($0) >= size }) {
            problems.append(
                .error(
                    "token \(wrong) is none of the \(size) that the encoder in '\(folder)' knows",
                    hint: "tokenize with the vocabulary of the encoder's own folder"))
        }
        let longest = zip(offsets, offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
        if let most = configuration.maximumTokens, longest > most {
            problems.append(.error("a text has \(longest) tokens, the encoder in '\(folder)' reads \(most)", hint: "lower max_tokens"))
        }
        if !problems.isEmpty { throw Failure(.invalidInput, problems) }
    }
}
