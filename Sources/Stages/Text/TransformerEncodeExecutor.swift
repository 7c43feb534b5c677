import Diagnostics
import Engine
import Safetensors
import Text
import Transformers

/// Vectors of item texts by a pretrained encoder: features of items, or one vector a token in a file of their own.
struct TransformerEncodeExecutor: StageExecutor {
    static let tokenVectorsFile = "token_vectors.safetensors"
    let encoder: TransformerEncoder
    var foreignWork: ForeignWork?

    func execute(_ context: StageContext) throws {
        let input = try TokensFile.read(path: try context.artifact("tokenize").path(TokensFile.name))
        let library = try TextLibrary(context, encoder)
        let tokens = try encoder.prepare(
            input.tokens, vocabularySize: input.vocabularySize, closing: input.special.end, for: try library.configuration())
        let texts = try library.encode(tokens)
        if encoder.isPerToken {
            try context.writeFile(Self.tokenVectorsFile, try texts.tokenWriter().write)
        } else {
            let vectors = try encoder.scale(try texts.pooled(), width: texts.width)
            try context.writeFile(
                FeaturesFile.name, FeaturesFile.writer(itemVectors: vectors, width: texts.width, half: encoder.isHalf).write)
        }
        try context.writeFile(MetricsFile.name) {
            try $0(
                try MetricsFile.encode([
                    MetricsFile.Point("text/dimension", Double(texts.width)), MetricsFile.Point("text/texts", Double(texts.usedCount)),
                    MetricsFile.Point("text/encoded_tokens", Double(tokens.tokens.count)),
                ]))
        }
    }
}
