import Parameters

/// Turns token ids into numeric features, one row a text. A new one is a new file and a line in `EncoderRegistry`.
public protocol Encoder: Sendable {
    associatedtype Options: ParameterRecord
    /// The word of the spec: `encode: {encoder: tfidf}`.
    static var id: String { get }
    static var documentation: String { get }
    init(options: Options)
    /// Features of each row of `tokens`, fitted on the same rows. `vocabularySize` V counts padding and unknown, which are no features.
    func fitTransform(tokens: TokenMatrix, vocabularySize: Int) -> SparseMatrix
}

/// An encoder of the registry, its type erased.
public struct AnyEncoder: Sendable {
    public let id: String
    public let documentation: String
    public let fields: [FieldDeclaration]
    private let build: @Sendable (ParameterValue) throws -> any Encoder

    init<E: Encoder>(_ type: E.Type) {
        id = E.id
        documentation = E.documentation
        fields = E.Options.declarations
        build = { E(options: try E.Options(resolved: $0)) }
    }

    /// From parameters resolved against `fields`.
    public func make(parameters: ParameterValue) throws -> any Encoder { try build(parameters) }

    public var taggedCase: TaggedCase { TaggedCase(id, documentation, fields) }
}

/// Every encoder there is.
public enum EncoderRegistry {
    public static let all: [AnyEncoder] = [AnyEncoder(TFIDFEncoder.self)]

    public static func encoder(named id: String) -> AnyEncoder? { all.first { $0.id == id } }
}
