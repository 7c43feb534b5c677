import JSON
import Parameters

/// A JSON Schema (draft 2020-12) of the specs that a `SpecSchema` accepts, for editors, from the declarations that validation uses.
/// The same schema always gives the same text. It looks at one file: what a spec has from its bases it cannot know. So it asks for
/// no key at the top, and refuses a block that is complete only with its base.
public func jsonSchema(for schema: SpecSchema) -> String {
    SharedDefinitions.share(in: JSONSchemaWriter(schema: schema).document).pretty + "\n"
}

/// Builds the schema's parts.
private struct JSONSchemaWriter {
    typealias Fields = [(String, JSONValue)]

    let schema: SpecSchema

    var document: JSONValue {
        var properties: Fields = schema.top.map { ($0.name, field($0)) }
        if !schema.top.contains(where: { $0.name == "experiment" }) {
            properties.insert(("experiment", .object([("type", .string("string"))])), at: 0)
        }
        properties.append(("extends", extends))
        properties.append(("prepare", .object([("type", .string("array")), ("items", reference("command_stage"))])))
        properties += schema.blocks.map { ($0.name, block($0)) }
        properties.append(("sweep", sweep))
        return .object([
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("title", .string("pipeline experiment")),
            ("type", .string("object")),
            ("properties", .object(properties)),
            ("additionalProperties", .bool(false)),
            ("$defs", .object([("environment", environment), ("command_stage", commandStage), ("input", input)])),
        ])
    }

    /// What is said of a searched parameter depends on the parameter: any value.
    private var sweep: JSONValue {
        guard !schema.sweep.isEmpty else { return .object([("type", .array([.string("object"), .string("null")]))]) }
        let parameters = JSONValue.object([
            ("description", .string("dotted path → a list of values or a distribution")), ("type", .string("object")),
        ])
        let settings = mapping(schema.sweep.map { ($0.name, field($0)) } + [("parameters", parameters)], required: [])
        return .object([
            ("description", .string("a search over parameters")), ("anyOf", .array([settings, .object([("type", .string("null"))])])),
        ])
    }

    /// A text that reads the environment, which can stand for any scalar.
    private var environment: JSONValue {
        .object([
            ("description", .string("${NAME} or ${NAME:-default}, from the environment")),
            ("type", .string("string")),
            ("pattern", .string(#"\$\{"#)),
        ])
    }

    private var extends: JSONValue {
        let path = JSONValue.object([("type", .string("string"))])
        return .object([
            ("description", .string("specs to start from; mappings merge, the last wins")),
            ("anyOf", .array([path, .object([("type", .string("array")), ("items", path)])])),
        ])
    }

    private func reference(_ name: String) -> JSONValue { .object([("$ref", .string("#/$defs/\(name)"))]) }

    private func block(_ block: BlockSchema) -> JSONValue {
        let single = cases(block.cases, tag: block.tag, common: block.common, defaultCase: block.defaultCase)
        var choices = [single]
        if block.allowsVariants {
            let keys = ([block.tag] + (block.common + block.cases.flatMap(\.fields)).map(\.name)).uniqued()
            choices.append(
                .object([
                    ("description", .string("configurations by name")),
                    ("type", .string("object")),
                    ("minProperties", .int(1)),
                    (
                        "propertyNames",
                        .object([
                            ("pattern", .string("^[A-Za-z0-9_-]+$")), ("not", .object([("enum", .array(keys.map(JSONValue.string)))])),
                        ])
                    ),
                    ("additionalProperties", .object([("type", .string("object")), ("anyOf", .array([single]))])),
                ]))
        }
        if block.isOptional { choices.append(.object([("type", .string("null"))])) }
        return .object([("description", .string(block.documentation)), ("anyOf", .array(choices))])
    }

    /// One mapping for each case, and the tag alone.
    private func cases(
        _ cases: [TaggedCase], tag: String, common: [FieldDeclaration], defaultCase: String?, inherited: Set<String> = []
    ) -> JSONValue {
        let words = JSONValue.object([("enum", .array(cases.map { .string($0.id) }))])
        let objects = cases.map { chosen in
            let own = chosen.fields.filter { $0.name != tag }
            let fields = common.filter { field in field.name != tag && !own.contains { $0.name == field.name } } + own
            var properties: Fields = [(tag, .object([("const", .string(chosen.id)), ("description", .string(chosen.documentation))]))]
            properties += fields.map { ($0.name, field($0)) }
            let isDefault = chosen.id == defaultCase
            let needed = fields.filter { $0.defaultValue == nil && !(isDefault && inherited.contains($0.name)) }.map(\.name)
            return mapping(properties, required: (isDefault ? [] : [tag]) + needed)
        }
        return .object([("anyOf", .array([words, reference("environment")] + objects))])
    }

    private func mapping(_ properties: Fields, required: [String]) -> JSONValue {
        var fields: Fields = [("type", .string("object")), ("properties", .object(properties))]
        if !required.isEmpty { fields.append(("required", .array(required.map(JSONValue.string)))) }
        fields.append(("additionalProperties", .bool(false)))
        return .object(fields)
    }

    private func field(_ field: FieldDeclaration) -> JSONValue {
        var described: Fields = [("description", .string(field.documentation))]
        if let value = field.defaultValue { described.append(("default", json(value))) }
        let type = type(field.type, default: field.defaultValue)
        guard field.isAxis else { return .object(described + fields(of: type)) }
        let list = JSONValue.object([("type", .string("array")), ("items", type), ("minItems", .int(1)), ("uniqueItems", .bool(true))])
        return .object(described + [("anyOf", .array([type, list]))])
    }

    private func fields(of value: JSONValue) -> Fields {
        if case .members(let members) = value { members.map { ($0.name, $0.value) } } else { [] }
    }

    private func type(_ type: ParameterType, default value: ParameterValue? = nil) -> JSONValue {
        switch type {
        case .bool: return scalar([("type", .string("boolean"))])
        case .int(let range): return scalar([("type", .string("integer"))] + bounds(range))
        case .double(let range): return scalar([("type", .string("number"))] + bounds(range))
        // A plain 010 or yes is the text that it looks like.
        case .string, .path: return .object([("type", .array(["string", "number", "boolean"].map(JSONValue.string)))])
        case .choice(let words): return scalar([("enum", .array(words.map(JSONValue.string)))])
        case .duration: return quantity(#"^([0-9]+(\.[0-9]+)?(ms|[smhd]))+$"#)
        case .bytes: return quantity("^[0-9]+(\\.[0-9]+)? ?([KkMmGgTt]([Ii]?[Bb])?|[Bb])?$")
        case .list(let element, let count):
            var fields: Fields = [("type", .string("array")), ("items", self.type(element))]
            if count.lowerBound > 0 { fields.append(("minItems", .int(count.lowerBound))) }
            if count.upperBound < 1_000_000 { fields.append(("maxItems", .int(count.upperBound))) }
            return .object(fields)
        case .optional(let wrapped):
            return .object([("anyOf", .array([.object([("type", .string("null"))]), self.type(wrapped, default: value)]))])
        case .record(let declared):
            let needed = declared.filter { $0.defaultValue == nil && value?[$0.name] == nil }.map(\.name)
            return mapping(declared.map { ($0.name, field($0)) }, required: needed)
        case .tagged(let tag, let cases):
            var defaultCase: String?
            var inherited: Set<String> = []
            if case .record(let record)? = value, case .string(let word)? = record[tag] {
                defaultCase = word
                inherited = Set(record.names)
            }
            return self.cases(cases, tag: tag, common: [], defaultCase: defaultCase, inherited: inherited)
        case .map(let element): return .object([("type", .string("object")), ("additionalProperties", self.type(element))])
        }
    }

    private func scalar(_ fields: Fields) -> JSONValue {
        .object([("anyOf", .array([.object(fields), reference("environment")]))])
    }

    /// A number above 0, or one with a unit.
    private func quantity(_ pattern: String) -> JSONValue {
        .object([
            (
                "anyOf",
                .array([
                    .object([("type", .string("number")), ("exclusiveMinimum", .int(0))]),
                    .object([("type", .string("string")), ("pattern", .string(pattern))]), reference("environment"),
                ])
            )
        ])
    }

    private func bounds(_ range: ClosedRange<Int>) -> Fields {
        var fields: Fields = []
        if range.lowerBound != .min { fields.append(("minimum", .int(range.lowerBound))) }
        if range.upperBound != .max { fields.append(("maximum", .int(range.upperBound))) }
        return fields
    }

    private func bounds(_ range: DoubleRange) -> Fields {
        var fields: Fields = []
        let limit = Double.greatestFiniteMagnitude
        if range.lower != -limit { fields.append((range.excludesLower ? "exclusiveMinimum" : "minimum", number(range.lower))) }
        if range.upper != limit { fields.append((range.excludesUpper ? "exclusiveMaximum" : "maximum", number(range.upper))) }
        return fields
    }

    /// Whole numbers without a fraction, as people write them.
    private func number(_ value: Double) -> JSONValue { Int(exactly: value).map(JSONValue.int) ?? .double(value) }

    private func json(_ value: ParameterValue) -> JSONValue {
        switch value {
        case .double(let value): number(value)
        case .list(let values): .array(values.map(json))
        case .record(let record): .object(record.fields.map { ($0.name, json($0.value)) })
        default: JSONValue(value)
        }
    }
}

/// Command stages.
extension JSONSchemaWriter {
    fileprivate var commandStage: JSONValue {
        let text = JSONValue.object([("type", .array(["string", "number", "boolean"].map(JSONValue.string)))])
        let texts = JSONValue.object([("type", .string("array")), ("items", text), ("minItems", .int(1))])
        let inputs: [JSONValue] = [
            .object([("type", .string("null"))]),
            .object([("type", .string("array")), ("items", reference("input"))]),
            .object([("type", .string("object")), ("additionalProperties", reference("input"))]),
        ]
        // What no declared type can say; the other fields are as they are declared.
        let own: [String: JSONValue] = [
            "name": .object([("type", .array([.string("string"), .string("number")])), ("pattern", .string("^[A-Za-z0-9_-]+$"))]),
            "command": .object([("anyOf", .array([text, texts]))]),
            "inputs": .object([("anyOf", .array(inputs))]),
            "parameters": .object([("type", .array([.string("object"), .string("null")]))]),
            "environment": .object([("type", .array([.string("object"), .string("null")])), ("additionalProperties", text)]),
        ]
        let fields = CommandStage.declarations.map { declared -> (String, JSONValue) in
            if let value = own[declared.name] { return (declared.name, described(declared.documentation, value)) }
            guard declared.name == "retries" else { return (declared.name, field(declared)) }
            let count = JSONValue.object([("type", .string("integer")), ("minimum", .int(0))])
            let forms = JSONValue.object([("anyOf", .array([count, type(declared.type, default: declared.defaultValue)]))])
            return (declared.name, described(declared.documentation, forms))
        }
        return mapping(fields, required: ["name", "command", "outputs"])
    }

    fileprivate var input: JSONValue {
        let text = JSONValue.object([("type", .string("string"))])
        let output = mapping(
            [("from", described("name of the command stage", text)), ("file", described("which of its outputs", text))], required: ["from"])
        return .object([("anyOf", .array([text, output]))])
    }

    private func described(_ documentation: String, _ value: JSONValue) -> JSONValue {
        .object([("description", .string(documentation))] + fields(of: value))
    }
}

extension Array where Element: Hashable {
    /// Each element once, at its first place.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
