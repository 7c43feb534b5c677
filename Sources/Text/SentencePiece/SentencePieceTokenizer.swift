import Diagnostics
import Parameters

public struct SentencePieceOptions: ParameterRecord {
    public var model: String?
    public var train: SentencePieceTraining?
    public var fields = ["item.title"]
    public var maxTokens: Int? = 128
    public var specialTokens = true
    public init() {}

    public static let fields: [Field<Self>] = [
        Field("model", \.model, type: .optional(.path), "a SentencePiece .model file, such as mT5's spiece.model"),
        Field(
            "train", \.train, "learn a model from the texts instead: {type: unigram, vocabulary_size: 8000}"),
        Field(
            "fields", \.fields, type: .list(of: .string, count: 1...64), "texts to tokenize, joined in this order: item.title, item.genres"
        ),
        Field(
            "max_tokens", \.maxTokens, type: .optional(.int(2...1_000_000)),
            "keep the first so many tokens of each text, special ones included; null: all"),
        Field("special_tokens", \.specialTokens, "put </s> after each text, as T5 has it, where the model has such a piece"),
    ]
}

/// Pieces of sentences, by libsentencepiece.
public struct SentencePieceTokenizer: Tokenizer {
    public static let id = "sentencepiece"
    public static let documentation = "pieces of sentences by a SentencePiece model (T5, mT5), read from a file or trained on the texts"
    public static let version = 1
    /// The trained model's file in the artifact.
    public static let modelFile = "sentencepiece.model"

    public let options: SentencePieceOptions

    public init(options: SentencePieceOptions) { self.options = options }

    public var fields: [String] { options.fields }
    public var files: [(name: String, path: String)] { options.model.map { [("model", $0)] } ?? [] }

    /// Either a model or its training must be there.
    public func check() throws {
        guard (options.model == nil) != (options.train == nil) else {
            throw Failure(
                .invalidInput, "tokenizer 'sentencepiece' needs either 'model' or 'train'",
                hint: "such as model: mt5/spiece.model, or train: {type: unigram, vocabulary_size: 8000}")
        }
    }

    public func prepare(_ texts: [String], files: (String) throws -> String) throws -> any PreparedTokenizer {
        try check()
        if let training = options.train {
            let bytes = try training.train(on: texts)
            return PreparedSentencePieceTokenizer(
                model: try SentencePieceModel(bytes, name: Self.modelFile), options: options, files: [(Self.modelFile, bytes)])
        }
        let path = try files("model")
        let bytes = try TokenizerFile.read(path, maximum: SentencePieceModel.maximumBytes)
        return PreparedSentencePieceTokenizer(model: try SentencePieceModel(bytes, name: path), options: options, files: [])
    }
}

struct PreparedSentencePieceTokenizer: PreparedTokenizer {
    let vocabulary: Vocabulary
    let files: [(name: String, bytes: [UInt8])]
    private let model: SentencePieceModel
    private let maximum: Int

    init(model: SentencePieceModel, options: SentencePieceOptions, files: [(name: String, bytes: [UInt8])]) {
        self.model = model
        self.files = files
        var special = model.special
        if !options.specialTokens { special.end = nil }
        vocabulary = Vocabulary(tokens: model.pieces, special: special)
        maximum = options.maxTokens ?? Int.max
    }

    func tokenize(_ text: String) throws -> [String] {
        var tokens: [Int32] = []
        try model.encode(text, maximum: Int.max, SentencePieceModel.Scratch(), into: &tokens)
        return tokens.map { vocabulary.tokens[Int($0)] }
    }

    func encode(_ texts: [String]) throws -> TokenMatrix {
        var matrix = TokenMatrix()
        let scratch = try SentencePieceModel.Scratch()
        let end = vocabulary.special.end
        for text in texts {
            try model.encode(text, maximum: end == nil ? maximum : maximum - 1, scratch, into: &matrix.tokens)
            if let end { matrix.tokens.append(end) }
            matrix.offsets.append(matrix.tokens.count)
        }
        return matrix
    }
}
