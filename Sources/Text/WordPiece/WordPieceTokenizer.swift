import Diagnostics
import Glibc
import Parameters

public struct WordPieceOptions: ParameterRecord {
    public var vocabulary = ""
    public var fields = ["item.title"]
    public var lowercase: Bool?
    public var stripAccents: Bool?
    public var maxTokens: Int? = 128
    public var specialTokens = true
    public init() {}

    public static let fields: [Field<Self>] = [
        Field("vocabulary", \.vocabulary, type: .path, required: true, "BERT's vocab.txt; a tokenizer_config.json beside it is read too"),
        Field(
            "fields", \.fields, type: .list(of: .string, count: 1...64), "texts to tokenize, joined in this order: item.title, item.genres"
        ),
        Field("lowercase", \.lowercase, "map letters to lower case; null: as tokenizer_config.json says, else yes"),
        Field("strip_accents", \.stripAccents, "drop accents; null: as tokenizer_config.json says, else as lowercase"),
        Field(
            "max_tokens", \.maxTokens, type: .optional(.int(3...1_000_000)),
            "keep the first so many tokens of each text, special ones included; null: all"),
        Field("special_tokens", \.specialTokens, "put [CLS] before and [SEP] after each text, as BERT has it"),
    ]
}

/// Pieces of words by a vocabulary file, identical to Hugging Face's `BertTokenizer`.
public struct WordPieceTokenizer: Tokenizer {
    public static let id = "wordpiece"
    public static let documentation = "BERT's pieces of words by a vocab.txt, identical to Hugging Face's BertTokenizer"
    public static let version = 1
    private static let vocabularyFile = "vocabulary", configurationFile = "tokenizer_config"

    public let options: WordPieceOptions

    public init(options: WordPieceOptions) { self.options = options }

    public var fields: [String] { options.fields }

    /// The vocabulary, and the configuration beside it where there is one.
    public var files: [(name: String, path: String)] {
        let folder = options.vocabulary.lastIndex(of: "/").map { String(options.vocabulary[...$0]) } ?? ""
        let configuration = folder + "tokenizer_config.json"
        let found = access(configuration, F_OK) == 0 ? [(Self.configurationFile, configuration)] : []
        return [(Self.vocabularyFile, options.vocabulary)] + found
    }

    public func prepare(_ texts: [String], files: (String) throws -> String) throws -> any PreparedTokenizer {
        let path = try files(Self.vocabularyFile)
        let vocabulary = try WordPieceVocabulary(
            bytes: try TokenizerFile.read(path, maximum: WordPieceVocabulary.maximumBytes), path: path)
        var configuration = WordPieceConfiguration()
        if self.files.count > 1 {
            let path = try files(Self.configurationFile)
            configuration = try WordPieceConfiguration(bytes: try TokenizerFile.read(path, maximum: 1 << 20), path: path)
        }
        return try PreparedWordPieceTokenizer(vocabulary, configuration, options, path: path)
    }
}

struct PreparedWordPieceTokenizer: PreparedTokenizer {
    let vocabulary: Vocabulary
    /// Copied for each use; remembers nothing yet.
    private let encoder: WordPieceEncoder
    private let maximum: Int
    private let addsSpecialTokens: Bool

    init(_ pieces: WordPieceVocabulary, _ configuration: WordPieceConfiguration, _ options: WordPieceOptions, path: String) throws {
        func number(_ role: WordPieceConfiguration.Role) throws -> Int32 {
            if let number = pieces.number(of: configuration.name(role)) { return number }
            throw Failure(
                .invalidInput, "vocabulary '\(path)' has no token '\(configuration.name(role))'",
                hint:
                    "it must be the vocab.txt that belongs to the model; tokenizer_config.json beside it may give its special tokens other names"
            )
        }
        let frame: (begin: Int32, end: Int32)? = options.specialTokens ? (try number(.begin), try number(.end)) : nil
        let special = SpecialTokens(
            padding: try number(.padding), unknown: try number(.unknown), begin: frame?.begin, end: frame?.end)
        vocabulary = Vocabulary(tokens: pieces.tokens, special: special)
        let spelled = WordPieceConfiguration.Role.allCases.compactMap { role in
            pieces.number(of: configuration.name(role)).map { (configuration.name(role), $0) }
        }
        encoder = WordPieceEncoder(
            pieces, unknown: special.unknown, specials: SpecialTokenSplitter(spelled),
            BERTNormalization(
                lowercase: options.lowercase ?? configuration.lowercase ?? true,
                stripAccents: options.stripAccents ?? configuration.stripAccents,
                splitsIdeographs: configuration.splitsIdeographs ?? true))
        maximum = options.maxTokens ?? Int.max
        addsSpecialTokens = options.specialTokens
    }

    func tokenize(_ text: String) -> [String] {
        var encoder = encoder
        encoder.append(text, maximum: Int.max)
        return encoder.tokens.map { vocabulary.tokens[Int($0)] }
    }

    func encode(_ texts: [String]) -> TokenMatrix {
        var encoder = encoder
        var offsets = [0]
        let own = addsSpecialTokens ? maximum - 2 : maximum
        for text in texts {
            if let begin = vocabulary.special.begin { encoder.append(token: begin) }
            encoder.append(text, maximum: own)
            if let end = vocabulary.special.end { encoder.append(token: end) }
            offsets.append(encoder.count)
        }
        return TokenMatrix(offsets: offsets, tokens: encoder.tokens)
    }
}
