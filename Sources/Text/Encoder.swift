import Parameters

/// Turns token ids into numeric features, one row a text. A new one is a new file and a line in `EncoderRegistry`.
public protocol Encoder: Sendable {
    associatedtype Options: ParameterRecord
    /// The word of the spec: `encode: {encoder: tfidf}`.
    static var id: String { get }
    static var documentation: String { get }
    /// Raised whenever the same options would give other bytes: part of the cache key.
    static var version: Int { get }
    init(options: Options)
    /// Features of each row of `tokens`, fitted on the same rows. `vocabularySize` V counts special tokens too, which are no features.
    func fitTransform(tokens: TokenMatrix, vocabularySize: Int, special: SpecialTokens) -> SparseMatrix
    /// Whether the columns are the numbers of one vector, all of them in every row.
    var isDense: Bool { get }
}

extension Encoder {
    public var isDense: Bool { false }
}

/// An encoder of the registry, its type erased.
public struct AnyEncoder: Sendable {
    /// An encoder of tokens, which needs a `tokenize` stage, or of attributes as ingest keeps them.
    public enum Made: Sendable {
        case tokens(any Encoder)
        case attributes(any AttributeEncoder)
        /// Texts of users and items, which need `tokenize` and `split`.
        case documents(DocumentsEncoder)
        /// A network that was trained elsewhere, over the tokens of its own vocabulary.
        case pretrained(TransformerEncoder)
    }

    public let id: String
    public let documentation: String
    public let version: Int
    public let fields: [FieldDeclaration]
    private let build: @Sendable (ParameterValue) throws -> Made

    init<E: Encoder>(_ type: E.Type) {
        id = E.id
        documentation = E.documentation
        version = E.version
        fields = E.Options.declarations
        build = { .tokens(E(options: try E.Options(resolved: $0))) }
    }

    init<E: AttributeEncoder>(attributes type: E.Type) {
        id = E.id
        documentation = E.documentation
        version = E.version
        fields = E.Options.declarations
        build = { .attributes(E(options: try E.Options(resolved: $0))) }
    }

    init(documents type: DocumentsEncoder.Type) {
        id = DocumentsEncoder.id
        documentation = DocumentsEncoder.documentation
        version = DocumentsEncoder.version
        fields = DocumentOptions.declarations
        build = { .documents(DocumentsEncoder(options: try DocumentOptions(resolved: $0))) }
    }

    init(pretrained type: TransformerEncoder.Type) {
        id = type.id
        documentation = type.documentation
        version = type.version
        fields = TransformerOptions.declarations
        build = { .pretrained(TransformerEncoder(options: try TransformerOptions(resolved: $0))) }
    }

    /// From parameters resolved against `fields`.
    public func make(parameters: ParameterValue) throws -> Made { try build(parameters) }

    public var taggedCase: TaggedCase { TaggedCase(id, documentation, fields) }
}

/// Every encoder there is.
public enum EncoderRegistry {
    public static let all: [AnyEncoder] = [
        AnyEncoder(TFIDFEncoder.self),
        AnyEncoder(TFIDFSVDEncoder.self),
        AnyEncoder(attributes: FeatureEncoder.self),
        AnyEncoder(documents: DocumentsEncoder.self),
        AnyEncoder(pretrained: TransformerEncoder.self),
    ]

    public static func encoder(named id: String) -> AnyEncoder? { all.first { $0.id == id } }
}
