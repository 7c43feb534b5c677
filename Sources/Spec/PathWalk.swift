import Parameters

/// What the schema says about a place in a spec: with it a dotted path can be followed where the spec leaves defaults out.
enum Shape {
    case top(SpecSchema)
    case block(BlockSchema)
    /// One configuration of a block.
    case configuration(BlockSchema)
    case value(ParameterType)
    case prepare
    /// Anything goes.
    case free

    /// The key that a plain word at this place stands for.
    var tag: String? {
        switch self {
        case .block(let schema), .configuration(let schema): schema.tag
        case .value(.tagged(let tag, _)): tag
        case .value(.optional(let wrapped)): Shape.value(wrapped).tag
        default: nil
        }
    }

    /// What the schema says about a key here; nil where it has no such key.
    /// - Parameter anyCase: the tag's value is not known yet, so any case may have the key.
    func child(_ key: String, of node: SpecNode?, anyCase: Bool = false) -> Shape? {
        switch self {
        case .top(let schema):
            if let block = schema.block(key) { return .block(block) }
            if key == "prepare" { return .prepare }
            if key == "sweep" { return .free }
            return schema.top.first { $0.name == key }.map { .value($0.type) }
        case .block(let schema), .configuration(let schema):
            if key == schema.tag { return .value(.string) }
            let written = (node?[schema.tag] ?? node)?.scalar?.text
            return schema.field(key, inCase: anyCase ? nil : written ?? schema.defaultCase).map { .value($0.type) }
        case .value(.optional(let wrapped)): return Shape.value(wrapped).child(key, of: node, anyCase: anyCase)
        case .value(.record(let fields)): return fields.first { $0.name == key }.map { .value($0.type) }
        case .value(.map(let element)): return .value(element)
        case .value(.tagged(let tag, let cases)):
            if key == tag { return .value(.string) }
            let written = anyCase ? nil : (node?[tag] ?? node)?.scalar?.text
            return cases.lazy.filter { written == nil || $0.id == written }.flatMap(\.fields).first { $0.name == key }.map {
                .value($0.type)
            }
        case .free: return .free
        default: return nil
        }
    }

    /// The keys that can stand here.
    func keys(of node: SpecNode?) -> [String] {
        switch self {
        case .top(let schema): return schema.topKeys
        case .block(let schema), .configuration(let schema):
            let written = (node?[schema.tag] ?? node)?.scalar?.text ?? schema.defaultCase
            let cases = schema.cases.filter { written == nil || $0.id == written }
            return [schema.tag] + (schema.common + cases.flatMap(\.fields)).map(\.name)
        case .value(.optional(let wrapped)): return Shape.value(wrapped).keys(of: node)
        case .value(.record(let fields)): return fields.map(\.name)
        case .value(.tagged(let tag, let cases)):
            let written = (node?[tag] ?? node)?.scalar?.text
            return [tag] + cases.filter { written == nil || $0.id == written }.flatMap(\.fields).map(\.name)
        default: return []
        }
    }
}

/// A dotted path and where each of its parts is written.
struct DottedPath {
    struct Part {
        var name: String
        var place: Place
    }

    var parts: [Part]

    /// - Parameter place: where the text starts.
    init(_ text: String, at place: Place) {
        var column = place.column
        parts = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
            let length = Int32(clamping: part.unicodeScalars.count)
            defer { column += length + 1 }
            return Part(name: String(part), place: Place(source: place.source, line: place.line, column: column, length: max(1, length)))
        }
    }
}
