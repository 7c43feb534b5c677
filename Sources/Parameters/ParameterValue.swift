/// A resolved parameter: typed, ordered, comparable. What cache keys are made of and what the run database records.
public indirect enum ParameterValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case list([ParameterValue])
    /// Fields sorted by name, so that equal records are equal values.
    case record(Record)

    public struct Record: Hashable, Sendable {
        public private(set) var names: [String] = []
        public private(set) var values: [ParameterValue] = []

        public var fields: [(name: String, value: ParameterValue)] { zip(names, values).map { ($0, $1) } }

        /// Of fields with the same name the last wins.
        public init(_ fields: [(name: String, value: ParameterValue)] = []) {
            for field in fields { self[field.name] = field.value }
        }

        public subscript(name: String) -> ParameterValue? {
            get { position(of: name).found.map { values[$0] } }
            set {
                let (found, insertion) = position(of: name)
                switch (found, newValue) {
                case (let index?, let value?): values[index] = value
                case (let index?, nil):
                    names.remove(at: index)
                    values.remove(at: index)
                case (nil, let value?):
                    names.insert(name, at: insertion)
                    values.insert(value, at: insertion)
                case (nil, nil): break
                }
            }
        }

        private func position(of name: String) -> (found: Int?, insertion: Int) {
            var low = 0, high = names.count
            while low < high {
                let middle = (low + high) / 2
                if names[middle] < name { low = middle + 1 } else { high = middle }
            }
            return (low < names.count && names[low] == name ? low : nil, low)
        }
    }

    /// Gives a field of a record a value where it has none (or null).
    public mutating func complete(_ name: String, with value: ParameterValue) {
        guard case .record(var record) = self, record[name] == nil || record[name] == .null else { return }
        record[name] = value
        self = .record(record)
    }

    public static func record(_ fields: [(name: String, value: ParameterValue)]) -> ParameterValue {
        .record(Record(fields))
    }

    /// The value at a path of field names, or nil.
    public subscript(path: String...) -> ParameterValue? {
        var value = self
        for name in path {
            guard case .record(let record) = value, let next = record[name] else { return nil }
            value = next
        }
        return value
    }

    /// Scalars by dotted path (`optimizer.learning_rate`), lists by index (`metrics.0`); empty lists and records as themselves.
    public func flattened(prefix: String = "") -> [(path: String, value: ParameterValue)] {
        let dotted = { (name: String) in prefix.isEmpty ? name : "\(prefix).\(name)" }
        switch self {
        case .record(let record) where !record.fields.isEmpty:
            return record.fields.flatMap { $0.value.flattened(prefix: dotted($0.name)) }
        case .list(let values) where values.contains(where: \.isCompound):
            return values.enumerated().flatMap { $0.element.flattened(prefix: dotted(String($0.offset))) }
        default: return [(prefix, self)]
        }
    }

    private var isCompound: Bool {
        switch self {
        case .list, .record: true
        default: false
        }
    }
}

extension ParameterValue: CustomStringConvertible {
    /// As a person would write it in YAML flow style.
    public var description: String {
        switch self {
        case .null: "null"
        case .bool(let value): String(value)
        case .int(let value): String(value)
        case .double(let value): "\(value)"
        case .string(let value): value
        case .list(let values): "[" + values.map { $0 == .string("") ? "\"\"" : $0.description }.joined(separator: ", ") + "]"
        case .record(let record):
            "{" + record.fields.map { "\($0.name): \($0.value)" }.joined(separator: ", ") + "}"
        }
    }
}
