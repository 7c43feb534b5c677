import Parameters

/// Cuts texts into tokens and numbers them. A new one is a new file and a line in `TokenizerRegistry`.
public protocol Tokenizer: Sendable {
    associatedtype Options: ParameterRecord
    /// The word of the spec: `tokenize: {tokenizer: word}`.
    static var id: String { get }
    static var documentation: String { get }
    /// Raised whenever the same texts, options and files would give other tokens; part of the cache key.
    static var version: Int { get }
    init(options: Options)
    /// Names of the texts to join, such as `item.title`.
    var fields: [String] { get }
    /// Files that it reads, by the names under which `prepare` asks for them; options of type path are among them by their own names.
    var files: [(name: String, path: String)] { get }
    /// Throws a `Failure` for options that do not go together.
    func check() throws
    /// Ready to encode: with what it learns from `texts` (give training texts only, where the texts belong to interactions), or with
    /// the content of its files, whose real paths `files` gives by name. Throws a `Failure` for files that cannot be used.
    func prepare(_ texts: [String], files: (String) throws -> String) throws -> any PreparedTokenizer
}

extension Tokenizer {
    public var files: [(name: String, path: String)] { [] }
    public func check() {}
}

/// A tokenizer that knows its vocabulary. Its results depend on nothing but the text.
public protocol PreparedTokenizer: Sendable {
    var vocabulary: Vocabulary { get }
    /// Files to keep with the tokens so that others can cut texts alike, such as a trained model.
    var files: [(name: String, bytes: [UInt8])] { get }
    /// All tokens of a text as they are spelled in the vocabulary, in order, unknown ones included; neither cut nor framed by special tokens.
    func tokenize(_ text: String) throws -> [String]
    /// Token ids of each text, cut to the length that the options give, in their frame of special tokens.
    func encode(_ texts: [String]) throws -> TokenMatrix
}

extension PreparedTokenizer {
    public var files: [(name: String, bytes: [UInt8])] { [] }
}

/// A tokenizer of the registry, its type erased.
public struct AnyTokenizer: Sendable {
    public let id: String
    public let documentation: String
    public let version: Int
    public let fields: [FieldDeclaration]
    /// Options that name input files.
    public let pathFields: [String]
    private let build: @Sendable (ParameterValue) throws -> any Tokenizer

    init<T: Tokenizer>(_ type: T.Type) {
        id = T.id
        documentation = T.documentation
        version = T.version
        fields = T.Options.declarations
        pathFields = fields.filter { [.path, .optional(.path)].contains($0.type) }.map(\.name)
        build = { T(options: try T.Options(resolved: $0)) }
    }

    /// From parameters resolved against `fields`.
    public func make(parameters: ParameterValue) throws -> any Tokenizer { try build(parameters) }

    public var taggedCase: TaggedCase { TaggedCase(id, documentation, fields) }
}

/// Every tokenizer there is.
public enum TokenizerRegistry {
    public static let all: [AnyTokenizer] = [
        AnyTokenizer(WordTokenizer.self),
        AnyTokenizer(WordPieceTokenizer.self),
        AnyTokenizer(SentencePieceTokenizer.self),
    ]

    public static func tokenizer(named id: String) -> AnyTokenizer? { all.first { $0.id == id } }
}
