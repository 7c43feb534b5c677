import Console
import RunDatabase

extension Timestamp {
    /// `2026-11-21 10:16`, UTC.
    var forPeople: String { String(description.prefix(16)).replacing("T", with: " ") }
}

extension QueryValue {
    var isNumber: Bool {
        switch self {
        case .integer, .real: true
        default: false
        }
    }

    var cell: Table.Cell {
        switch self {
        case .null: .empty
        case .integer(let value): .integer(value)
        case .real(let value): .metric(value)
        case .text(let text): .text(text)
        case .blob(let bytes): Table.Cell(.string("<\(bytes) bytes>"), text: "<\(bytes) bytes>", style: .dim)
        }
    }
}
