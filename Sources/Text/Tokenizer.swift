import Parameters

/// Cuts texts into tokens and numbers them. A new one is a new file and a line in `TokenizerRegistry`.
public protocol Tokenizer: Sendable {
    associatedtype Options: ParameterRecord
    /// The word of the spec: `tokenize: {tokenizer: word}`.
    static var id: String { get }
    static var documentation: String { get }
    init(options: Options)
    /// Names of the texts to join, such as `item.title`.
    var fields: [String] { get }
    /// All tokens of a text, in order.
    func tokenize(_ text: String) -> [String]
    /// The vocabulary of these texts: give training texts only, where the texts belong to interactions.
    func fit(_ texts: [String]) -> Vocabulary
    /// Token ids of each text; tokens that the vocabulary lacks become `Vocabulary.unknown`.
    func encode(_ texts: [String], vocabulary: Vocabulary) -> TokenMatrix
}

/// A tokenizer of the registry, its type erased.
public struct AnyTokenizer: Sendable {
    public let id: String
    public let documentation: String
    public let fields: [FieldDeclaration]
    private let build: @Sendable (ParameterValue) throws -> any Tokenizer

    init<T: Tokenizer>(_ type: T.Type) {
        id = T.id
        documentation = T.documentation
        fields = T.Options.declarations
        build = { T(options: try T.Options(resolved: $0)) }
    }

    /// From parameters resolved against `fields`.
    public func make(parameters: ParameterValue) throws -> any Tokenizer { try build(parameters) }

    public var taggedCase: TaggedCase { TaggedCase(id, documentation, fields) }
}

/// Every tokenizer there is.
public enum TokenizerRegistry {
    public static let all: [AnyTokenizer] = [AnyTokenizer(WordTokenizer.self)]

    public static func tokenizer(named id: String) -> AnyTokenizer? { all.first { $0.id == id } }
}
