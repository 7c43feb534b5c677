import JSON

/// Puts what occurs several times in a schema under `$defs`, once: models share most of their parameters, and a block's variants all of
/// them.
struct SharedDefinitions {
    /// Shorter ones are easier to read where they stand.
    private static let shortest = 100

    private var counts: [JSONValue: Int] = [:]
    private var names: [JSONValue: String] = [:]
    private var taken: Set<String> = []
    private var definitions: [(String, JSONValue)] = []

    /// The schema with `$ref` to definitions that are added to those it has.
    static func share(in root: JSONValue) -> JSONValue {
        var sharing = SharedDefinitions()
        guard let members = root.members else { return root }
        sharing.taken = Set((root["$defs"]?.members ?? []).map(\.name))
        sharing.count(root)
        let replaced = members.map { member in
            (member.name, member.name == "properties" ? sharing.replacing(in: member.value, position: .map) : member.value)
        }
        return .object(
            replaced.map { name, value in
                name == "$defs" ? (name, .object((value.members ?? []).map { ($0.name, $0.value) } + sharing.definitions)) : (name, value)
            })
    }

    /// What stands at a place: a schema, a list of schemas, or schemas by name.
    private enum Position { case schema, list, map }

    private static func positions(_ key: String) -> Position? {
        switch key {
        case "properties": .map
        case "anyOf": .list
        case "items", "additionalProperties": .schema
        default: nil
        }
    }

    private mutating func count(_ value: JSONValue) {
        for member in value.members ?? [] {
            guard let position = Self.positions(member.name) else { continue }
            for schema in Self.schemas(member.value, position) where schema.members != nil {
                counts[schema, default: 0] += 1
                if counts[schema] == 1 { count(schema) }
            }
        }
    }

    private static func schemas(_ value: JSONValue, _ position: Position) -> [JSONValue] {
        switch position {
        case .schema: [value]
        case .list: value.array ?? []
        case .map: (value.members ?? []).map(\.value)
        }
    }

    private mutating func replacing(in value: JSONValue, position: Position, name: String = "") -> JSONValue {
        switch position {
        case .schema: return replacing(value, name: name)
        case .list: return .array((value.array ?? []).map { replacing($0, name: name) })
        case .map: return .object((value.members ?? []).map { ($0.name, replacing($0.value, name: $0.name)) })
        }
    }

    private mutating func replacing(_ schema: JSONValue, name: String) -> JSONValue {
        guard let members = schema.members else { return schema }
        if let known = names[schema] { return .object([("$ref", .string("#/$defs/\(known)"))]) }
        let own = Self.constant(schema) ?? name
        let isShared = (counts[schema] ?? 0) > 1 && schema.compact.utf8.count >= Self.shortest
        let chosen = isShared ? unused(own) : ""
        if isShared { names[schema] = chosen }
        let inner = JSONValue.object(
            members.map { member in
                (member.name, Self.positions(member.name).map { replacing(in: member.value, position: $0, name: own) } ?? member.value)
            })
        guard isShared else { return inner }
        definitions.append((chosen, inner))
        return .object([("$ref", .string("#/$defs/\(chosen)"))])
    }

    /// The case that a mapping is: `model: gmf`.
    private static func constant(_ schema: JSONValue) -> String? {
        (schema["properties"]?.members ?? []).lazy.compactMap { $0.value["const"]?.string }.first
    }

    private mutating func unused(_ name: String) -> String {
        var candidate = name, number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(name)_\(number)"
            number += 1
        }
        return candidate
    }
}
