import Parameters

/// How one attribute becomes columns: `genres: {kind: multi, separator: "|"}`.
public enum FeatureOptions: ParameterConvertible, Hashable {
    case categorical(CategoricalOptions)
    case multi(MultiOptions)
    case numeric(NumericOptions)
    case text(TextOptions)

    public static let parameterType = ParameterType.tagged(
        tag: "kind",
        [
            TaggedCase("categorical", "one column a value", CategoricalOptions.declarations),
            TaggedCase("multi", "several values in one text, one column each", MultiOptions.declarations),
            TaggedCase("numeric", "a standardised number, and whether it is missing", NumericOptions.declarations),
            TaggedCase("text", "TF-IDF weights of words", TextOptions.declarations),
        ])

    public init?(parameterValue: ParameterValue) {
        guard case .string(let kind)? = parameterValue["kind"] else { return nil }
        do {
            switch kind {
            case "categorical": self = .categorical(try CategoricalOptions(resolved: parameterValue))
            case "multi": self = .multi(try MultiOptions(resolved: parameterValue))
            case "numeric": self = .numeric(try NumericOptions(resolved: parameterValue))
            case "text": self = .text(try TextOptions(resolved: parameterValue))
            default: return nil
            }
        } catch { return nil }
    }

    public var parameterValue: ParameterValue {
        switch self {
        case .categorical(let options): tagged("categorical", options)
        case .multi(let options): tagged("multi", options)
        case .numeric(let options): tagged("numeric", options)
        case .text(let options): tagged("text", options)
        }
    }

    private func tagged(_ kind: String, _ options: some ParameterRecord) -> ParameterValue {
        guard case .record(var record) = options.parameterValue else { return .string(kind) }
        record["kind"] = .string(kind)
        return .record(record)
    }

    /// The attribute to read; nil: the one of the feature's name.
    var attribute: String? {
        switch self {
        case .categorical(let options): options.attribute
        case .multi(let options): options.attribute
        case .numeric(let options): options.attribute
        case .text(let options): options.attribute
        }
    }
}

private let attributeDocumentation = "attribute to read; null: the one of this feature's name"

public struct CategoricalOptions: ParameterRecord, Hashable {
    public var attribute: String?
    public var minCount = 1
    public var prefix: Int?
    public init() {}

    public static let fields: [Field<Self>] = [
        Field("attribute", \.attribute, attributeDocumentation),
        Field("min_count", \.minCount, in: 1...1_000_000_000, "values of fewer users or items than this share the column for unknown"),
        Field("prefix", \.prefix, in: 1...1000, "only the first so many characters of a value count (regions of zip codes); null: all"),
    ]
}

public struct MultiOptions: ParameterRecord, Hashable {
    public var attribute: String?
    public var minCount = 1
    public var separator = "|"
    public init() {}

    public static let fields: [Field<Self>] = [
        Field("attribute", \.attribute, attributeDocumentation),
        Field("min_count", \.minCount, in: 1...1_000_000_000, "values of fewer users or items than this share the column for unknown"),
        Field("separator", \.separator, "text between two values; spaces around a value do not count"),
    ]
}

public struct NumericOptions: ParameterRecord, Hashable {
    public enum Extract: String, ParameterChoice { case number, year }

    public var attribute: String?
    public var extract = Extract.number
    public init() {}

    public static let fields: [Field<Self>] = [
        Field("attribute", \.attribute, attributeDocumentation),
        Field(
            "extract", \.extract,
            "number: the text is the number; year: the last group of four digits from 1000 to 2999 in it, as in 'Toy Story (1995)'"),
    ]
}

public struct TextOptions: ParameterRecord, Hashable {
    public var attribute: String?
    public var dimension: Int?
    public var sublinearTF = false
    public var minFrequency = 1
    public init() {}

    public static let fields: [Field<Self>] = [
        Field("attribute", \.attribute, attributeDocumentation),
        Field("dimension", \.dimension, in: 1...10_000_000, "columns at most: the words that most texts hold; null: all words"),
        Field("sublinear_tf", \.sublinearTF, "count c of a word in a text weighs 1 + ln c instead of c"),
        Field("min_frequency", \.minFrequency, in: 1...1_000_000_000, "rarer words are left out"),
    ]
}

/// Features by name, in the order of the names.
public struct FeatureMap: ParameterConvertible, Hashable {
    public var features: [Named] = []

    public struct Named: Hashable, Sendable {
        public var name: String
        public var options: FeatureOptions

        /// The attribute that it reads.
        public var attribute: String { options.attribute ?? name }
    }

    public init() {}

    public static let parameterType = ParameterType.map(FeatureOptions.parameterType)

    public init?(parameterValue: ParameterValue) {
        guard case .record(let record) = parameterValue else { return nil }
        for (name, value) in record.fields {
            guard let options = FeatureOptions(parameterValue: value) else { return nil }
            features.append(Named(name: name, options: options))
        }
    }

    public var parameterValue: ParameterValue { .record(features.map { ($0.name, $0.options.parameterValue) }) }
}
