import Diagnostics
import Parameters
import Transformers

public struct TransformerOptions: ParameterRecord {
    public enum PoolingChoice: String, ParameterChoice { case mean, cls, tokens }
    public enum Precision: String, ParameterChoice { case float32, float16 }

    public var model = ""
    public var pooling = PoolingChoice.mean
    public var maxTokens: Int? = 128
    public var normalize: Bool?
    public var precision: Precision?
    public init() {}

    public static let fields: [Field<Self>] = [
        Field(
            "model", \.model, type: .path, required: true,
            "folder of the encoder: config.json and model.safetensors of a BERT, MiniLM, DistilBERT, T5 or mT5"),
        Field("pooling", \.pooling, "one vector a text, the mean of its tokens' or that of the first ([CLS]); tokens: one vector a token"),
        Field(
            "max_tokens", \.maxTokens, in: 1...1_000_000, "longer texts are cut, special tokens counted; null: what the encoder can read"),
        Field("normalize", \.normalize, "scale each text's vector to Euclidean length 1; null: yes, but not with pooling tokens"),
        Field("precision", \.precision, "of the vectors on disk; null: float32, but float16 with pooling tokens"),
    ]
}

/// A pretrained transformer encoder of the BERT or T5 family, in float32. See `TextEncoder`.
public struct TransformerEncoder: Sendable {
    public static let id = "transformer"
    public static let documentation = "vectors of a pretrained encoder (BERT, MiniLM, DistilBERT, T5, mT5); needs its own tokenizer"
    public static let version = 1
    /// Options that the stage declares as input files, so that their content counts and their place does not.
    public static let configurationInput = "model.config"
    public static let weightsInput = "model.weights"

    public let options: TransformerOptions

    public init(options: TransformerOptions) { self.options = options }

    public var isPerToken: Bool { options.pooling == .tokens }
    public var isNormalized: Bool { options.normalize ?? !isPerToken }
    public var isHalf: Bool { (options.precision ?? (isPerToken ? .float16 : .float32)) == .float16 }

    /// Nil where every token keeps its vector. Not normalised: that is a matter of the output.
    public var pooling: Pooling? {
        switch options.pooling {
        case .mean: Pooling(.mean)
        case .cls: Pooling(.first)
        case .tokens: nil
        }
    }

    /// Its files: name and path.
    public var files: [(name: String, path: String)] {
        [
            (Self.configurationInput, "\(options.model)/\(TextEncoder.configurationFile)"),
            (Self.weightsInput, "\(options.model)/\(TextEncoder.weightsFile)"),
        ]
    }

    /// Vectors as they are put out: of length 1 where they are to be normalised; zeros stay zeros.
    public func scale(_ vectors: [Float], width: Int) throws -> [Float] {
        guard isNormalized else { return vectors }
        var result = vectors
        for start in stride(from: 0, to: width > 0 ? vectors.count : 0, by: max(1, width)) {
            let length = vectors[start..<start + width].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            guard length > 0 else { continue }
            for index in start..<start + width { result[index] = Float(Double(vectors[index]) / length) }
        }
        return result
    }

    /// Throws `Failure(.invalidInput)` for options that ask for what there is not.
    public func check() throws(Failure) {
        var problems: [Diagnostic] = []
        if isPerToken, options.normalize == true {
            problems.append(.error("'normalize' is of one vector a text", hint: "leave it out with pooling: tokens"))
        }
        if isPerToken, options.precision == .float32 {
            problems.append(.error("vectors of tokens are kept as float16", hint: "leave 'precision' out with pooling: tokens"))
        }
        if !problems.isEmpty { throw Failure(.invalidInput, problems) }
    }

    /// Tokens that an encoder can read: cut to `max_tokens`, all of them numbers of its vocabulary.
    public func prepare(
        _ tokens: TokenMatrix, vocabularySize: Int, closing: Int32?, for configuration: EncoderConfiguration
    ) throws(Failure) -> TokenMatrix {
        if vocabularySize > configuration.vocabularySize {
            throw Failure(
                .invalidInput,
                "the tokens are of a vocabulary of \(vocabularySize), the encoder in '\(options.model)' knows \(configuration.vocabularySize)",
                hint: "tokenize with the vocabulary of the encoder's own folder")
        }
        if let asked = options.maxTokens, let most = configuration.maximumTokens, asked > most {
            throw Failure(
                .invalidInput, "the encoder in '\(options.model)' reads \(most) tokens, not \(asked)", hint: "lower max_tokens to \(most)")
        }
        guard let length = options.maxTokens ?? configuration.maximumTokens else { return tokens }
        return tokens.cut(to: length, closing: closing)
    }
}
