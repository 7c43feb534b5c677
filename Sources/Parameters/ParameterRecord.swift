/// A Swift struct of parameters, declared once:
///
///     public struct GMFParameters: ParameterRecord {
///         public var embeddingDim = 32
///         public init() {}
///         public static let fields: [Field<Self>] = [
///             Field("embedding_dim", \.embeddingDim, in: 1...4096, "size D of user and item embeddings")
///         ]
///     }
///
/// Defaults are the values of `init()`; a property of optional type defaults to null; mark a field `required` where no default makes sense.
public protocol ParameterRecord: Sendable {
    init()
    static var fields: [Field<Self>] { get }
}

/// One declared property of a `ParameterRecord`.
public struct Field<Root: Sendable>: Sendable {
    public let declaration: FieldDeclaration
    let read: @Sendable (Root) -> ParameterValue
    let write: @Sendable (inout Root, ParameterValue) -> Bool
}

extension ParameterRecord {
    public static var declarations: [FieldDeclaration] { fields.map(\.declaration) }

    /// From a value that validation has resolved against `declarations`. Fields that are not declared are ignored, since a block
    /// holds the fields of several records. Throws `ParameterMismatch` where a value does not have the declared type, which for a validated value is a defect.
    public init(resolved value: ParameterValue) throws {
        self.init()
        guard case .record(let record) = value else { throw ParameterMismatch(path: "", value: value) }
        for field in Self.fields {
            guard let value = record[field.declaration.name] else { continue }
            guard field.write(&self, value) else { throw ParameterMismatch(path: field.declaration.name, value: value) }
        }
    }

    public var parameterValue: ParameterValue {
        .record(Self.fields.map { ($0.declaration.name, $0.read(self)) })
    }
}

public struct ParameterMismatch: Error, Hashable, Sendable {
    public var path: String
    public var value: ParameterValue

    public init(path: String, value: ParameterValue) {
        self.path = path
        self.value = value
    }
}

/// A Swift type that is one parameter value.
public protocol ParameterConvertible: Sendable {
    static var parameterType: ParameterType { get }
    init?(parameterValue: ParameterValue)
    var parameterValue: ParameterValue { get }
}

extension Field {
    public init<Value: ParameterConvertible>(
        _ name: String, _ path: WritableKeyPath<Root, Value> & Sendable, type: ParameterType? = nil, required: Bool = false,
        _ documentation: String, isBudget: Bool = false, isAxis: Bool = false
    ) where Root: ParameterRecord {
        let defaultValue = required ? nil : Root()[keyPath: path].parameterValue
        declaration = FieldDeclaration(
            name, type ?? Value.parameterType, default: defaultValue, documentation, isBudget: isBudget, isAxis: isAxis)
        read = { $0[keyPath: path].parameterValue }
        write = { root, value in
            guard let converted = Value(parameterValue: value) else { return false }
            root[keyPath: path] = converted
            return true
        }
    }

    public init(
        _ name: String, _ path: WritableKeyPath<Root, Int> & Sendable, in range: ClosedRange<Int>, _ documentation: String,
        isBudget: Bool = false, isAxis: Bool = false
    ) where Root: ParameterRecord {
        self.init(name, path, type: .int(range), documentation, isBudget: isBudget, isAxis: isAxis)
    }

    public init(
        _ name: String, _ path: WritableKeyPath<Root, Int?> & Sendable, in range: ClosedRange<Int>, _ documentation: String,
        isBudget: Bool = false, isAxis: Bool = false
    ) where Root: ParameterRecord {
        self.init(name, path, type: .optional(.int(range)), documentation, isBudget: isBudget, isAxis: isAxis)
    }

    public init(
        _ name: String, _ path: WritableKeyPath<Root, Double> & Sendable, in range: DoubleRange, _ documentation: String,
        isBudget: Bool = false, isAxis: Bool = false
    ) where Root: ParameterRecord {
        self.init(name, path, type: .double(range), documentation, isBudget: isBudget, isAxis: isAxis)
    }

    public init(
        _ name: String, _ path: WritableKeyPath<Root, Double?> & Sendable, in range: DoubleRange, _ documentation: String,
        isBudget: Bool = false, isAxis: Bool = false
    ) where Root: ParameterRecord {
        self.init(name, path, type: .optional(.double(range)), documentation, isBudget: isBudget, isAxis: isAxis)
    }
}
