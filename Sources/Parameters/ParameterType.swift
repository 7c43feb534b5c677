/// What a parameter may be: the one declaration from which decoding, validation, defaults, `pipeline models`,
/// the JSON Schema and cache keys all follow.
public indirect enum ParameterType: Hashable, Sendable {
    case bool
    case int(ClosedRange<Int>)
    case double(DoubleRange)
    case string
    /// A path to an input: relative paths are relative to the spec's folder. The path is never part of a cache key; the content is.
    case path
    case choice([String])
    /// A length of time above 0: a number of seconds, or one with `s`, `m`, `h` or `d`. The value is a double, in seconds.
    case duration
    /// A size above 0: a number of bytes, or one with `kB`, `MB`, `GB`, `TB`, `KiB`, `MiB`, `GiB`, `TiB`. The value is an int, in bytes.
    case bytes
    case list(of: ParameterType, count: ClosedRange<Int>)
    /// Either the type or `null`.
    case optional(ParameterType)
    case record([FieldDeclaration])
    /// A mapping whose `tag` field chooses the other fields: `{name: adam, learning_rate: 0.001}`.
    /// A plain scalar is short for the mapping with only the tag.
    case tagged(tag: String, [TaggedCase])
    /// A mapping with names that the user chooses.
    case map(ParameterType)
}

public struct TaggedCase: Hashable, Sendable {
    public var id: String
    public var documentation: String
    public var fields: [FieldDeclaration]

    public init(_ id: String, _ documentation: String, _ fields: [FieldDeclaration] = []) {
        self.id = id
        self.documentation = documentation
        self.fields = fields
    }
}

/// An interval of finite doubles, each end open or closed. NaN is in none.
public struct DoubleRange: Hashable, Sendable {
    public var lower: Double
    public var upper: Double
    public var excludesLower: Bool
    public var excludesUpper: Bool

    public init(_ lower: Double, _ upper: Double, excludesLower: Bool = false, excludesUpper: Bool = false) {
        self.lower = lower
        self.upper = upper
        self.excludesLower = excludesLower
        self.excludesUpper = excludesUpper
    }

    public func contains(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        return (excludesLower ? value > lower : value >= lower) && (excludesUpper ? value < upper : value <= upper)
    }

    public static let finite = DoubleRange(-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude)
    public static let positive = DoubleRange(0, .greatestFiniteMagnitude, excludesLower: true)
    public static let nonNegative = DoubleRange(0, .greatestFiniteMagnitude)
    public static let unit = DoubleRange(0, 1)
    /// [0, 1): dropout rates, momenta.
    public static let belowOne = DoubleRange(0, 1, excludesUpper: true)
}

/// One named parameter.
public struct FieldDeclaration: Hashable, Sendable {
    public var name: String
    public var type: ParameterType
    /// Nil means required.
    public var defaultValue: ParameterValue?
    /// One line, for people.
    public var documentation: String
    /// Says how far to go (such as `epochs`), not what a step computes: left out of the key under which training epochs are cached.
    public var isBudget: Bool
    /// May be given as a list in a spec, which then expands to one run for each value (such as `seed`, `fold`).
    public var isAxis: Bool

    public init(
        _ name: String, _ type: ParameterType, default defaultValue: ParameterValue? = nil, _ documentation: String,
        isBudget: Bool = false, isAxis: Bool = false
    ) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.documentation = documentation
        self.isBudget = isBudget
        self.isAxis = isAxis
    }
}
