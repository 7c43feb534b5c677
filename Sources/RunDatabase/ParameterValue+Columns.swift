import Parameters

extension ParameterValue {
    /// What the `number` column holds.
    var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value.isNaN ? nil : value
        default: nil
        }
    }

    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .double: "double"
        case .string: "string"
        case .list: "list"
        case .record: "record"
        }
    }
}
