/// What a filter says, with its places.
indirect enum FilterNode: Hashable, Sendable {
    case all([FilterNode])
    case any([FilterNode])
    case not(FilterNode)
    case compare(FilterName, Comparison, FilterLiteral)
    case within(FilterName, [FilterLiteral])
    case between(FilterName, FilterLiteral, FilterLiteral)
    case isNull(FilterName)
    case contains(FilterName, FilterLiteral)

    enum Comparison: String, Hashable, Sendable {
        case equal = "="
        case unequal = "!="
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
    }
}

struct FilterName: Hashable, Sendable {
    var text: String
    var range: Range<Int>
}

struct FilterLiteral: Hashable, Sendable {
    enum Value: Hashable, Sendable {
        case text(String)
        case number(Double)
        case duration(Double)
        case date(FilterDate)
        case bool(Bool)
    }

    var value: Value
    /// As it was written.
    var text: String
    var range: Range<Int>
}
