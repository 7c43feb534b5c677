import Diagnostics
import JSON
import Parameters
import Search
import Spec

/// Puts searched parameters in an order in which each comes after the one that opens it, and finds out which that is.
struct SweepSpaceBuilder {
    struct Entry {
        var parameter: SearchParameter
        var role: SweepSpace.Role
    }

    let spec: ResolvedSpec
    let schema: SpecSchema
    let parameters: ParameterValue.Record
    private var entries: [Entry] = []
    private var problems: [Diagnostic] = []

    init(spec: ResolvedSpec, schema: SpecSchema, parameters: ParameterValue.Record) {
        (self.spec, self.schema, self.parameters) = (spec, schema, parameters)
    }

    /// `sweep.parameters` as it is written, and what the spec itself adds.
    mutating func build() -> ([Entry], [Diagnostic]) {
        for block in spec.blockOrder { addVariants(of: block) }
        let written = parameters.fields.filter { !isBlock($0.name) }
        var declared: [SearchParameter] = []
        for (path, value) in written {
            do throws(Failure) {
                _ = try SearchSpace(declaration: .record([(path, value)]))
            } catch {
                for problem in error.diagnostics { report(path, problem.message, hint: problem.hint) }
            }
        }
        if problems.isEmpty {
            do throws(Failure) { declared = try SearchSpace(declaration: .record(written)).parameters } catch {
                for problem in error.diagnostics { report("", problem.message, hint: problem.hint) }
            }
        }
        place(declared)
        return (entries, problems)
    }

    /// Parents first; among parameters that nothing opens, tags first, since they may open others.
    private mutating func place(_ declared: [SearchParameter]) {
        func depth(_ index: Int) -> Int { declared[index].condition.map { depth($0.parent) + 1 } ?? 0 }
        let keys = declared.indices.map { index in
            (depth(index), opens(declared[index].name) == nil ? 1 : 0, declared[index].name.split(separator: ".").count, index)
        }
        let order = keys.sorted { $0 < $1 }.map { $0.3 }
        var placed: [Int: Int] = [:]
        for index in order {
            var parameter = declared[index]
            if let condition = parameter.condition {
                parameter.condition?.parent = placed[condition.parent] ?? 0
            } else {
                parameter.condition = condition(of: parameter.name)
            }
            placed[index] = entries.count
            entries.append(Entry(parameter: parameter, role: .value(path: parameter.name)))
        }
    }

    private func isBlock(_ path: String) -> Bool { spec.blocks[path] != nil }

    /// Of the variants those that `only` leaves, where it names some of them.
    private func selected(_ variants: [String]) -> [String] {
        guard case .list(let items)? = spec.top["only"] else { return variants }
        let words = items.compactMap(String.init(parameterValue:))
        return variants.contains(where: words.contains) ? variants.filter(words.contains) : variants
    }

    /// The choice among a block's variants: all of them, or those that `parameters` lists under the block's name.
    private mutating func addVariants(of block: String) {
        let variants = selected((spec.blocks[block] ?? []).compactMap(\.variant))
        guard variants.count > 1 || parameters[block] != nil else { return }
        var chosen = variants
        if let listed = parameters[block] {
            guard case .list(let values) = listed else { return report(block, "the variants of '\(block)' are given as a list") }
            chosen = values.compactMap(String.init(parameterValue:))
            if let unknown = chosen.first(where: { !variants.contains($0) }) {
                return report(
                    block, "'\(block)' has no variant '\(unknown)'",
                    hint: suggestion(for: unknown, among: variants) ?? "its variants are \(variants.joined(separator: ", "))")
            }
        }
        entries.append(
            Entry(
                parameter: SearchParameter(block, .categorical(chosen.map(ParameterValue.string))), role: .variant(block: block)))
    }

    private mutating func report(_ path: String, _ message: String, hint: String? = nil) {
        problems.append(spec.diagnostic(message, atKeys: ["sweep", "parameters"] + (path.isEmpty ? [] : [path]), hint: hint))
    }

    // MARK: What opens a parameter

    /// The nearest searched tag that not all cases of have the parameter, else the choice of the variant.
    private mutating func condition(of path: String) -> SearchParameter.Condition? {
        let parts = path.split(separator: ".").map(String.init)
        for length in stride(from: parts.count - 1, to: 0, by: -1) {
            let container = parts[..<length].joined(separator: ".")
            guard let index = entries.firstIndex(where: { tagged(container, by: $0) }), case .value(let tagPath) = entries[index].role,
                tagPath != path, let cases = opens(tagPath), case .choice(let words, _) = entries[index].parameter.distribution
            else { continue }
            let having = words.indices.filter { word in
                cases.first { .string($0.id) == words[word] }?.fields.contains { $0.name == parts[length] } ?? false
            }
            if having.count < words.count { return SearchParameter.Condition(parent: index, choices: having) }
        }
        return variantCondition(parts)
    }

    private func tagged(_ container: String, by entry: Entry) -> Bool {
        guard case .value(let path) = entry.role, opens(path) != nil, let dot = path.lastIndex(of: ".") else { return false }
        return path[..<dot] == container
    }

    private mutating func variantCondition(_ parts: [String]) -> SearchParameter.Condition? {
        guard parts.count > 2, let index = entries.firstIndex(where: { $0.role == .variant(block: parts[0]) }),
            case .choice(let words, _) = entries[index].parameter.distribution
        else { return nil }
        let fitting = words.indices.filter { word in
            guard case .string(let name) = words[word] else { return false }
            return parts[1] == "*" ? has(parts, variant: name) : name == parts[1]
        }
        guard !fitting.isEmpty else {
            report(
                parts.joined(separator: "."), "no variant that the sweep chooses has this parameter",
                hint: "the sweep chooses among \(words.map(\.description).joined(separator: ", "))")
            return nil
        }
        return fitting.count < words.count ? SearchParameter.Condition(parent: index, choices: fitting) : nil
    }

    /// Whether the case of a variant has what follows `block.*.`.
    private func has(_ parts: [String], variant: String) -> Bool {
        guard let block = schema.blocks.first(where: { $0.name == parts[0] }),
            let resolved = spec.blocks[parts[0]]?.first(where: { $0.variant == variant })
        else { return false }
        return (block.common + (block.cases.first { $0.id == resolved.caseID }?.fields ?? [])).contains { $0.name == parts[2] }
    }

    /// The cases among which the value at a path chooses, with the fields of each; nil where it is no tag.
    private func opens(_ path: String) -> [TaggedCase]? {
        var parts = path.split(separator: ".").map(String.init)
        guard parts.count > 1, let block = schema.blocks.first(where: { $0.name == parts[0] }) else { return nil }
        let hasVariants = (spec.blocks[block.name] ?? []).contains { $0.variant != nil }
        parts.removeFirst(hasVariants ? min(2, parts.count) : 1)
        guard let first = parts.first else { return nil }
        if parts.count == 1, first == block.tag {
            return block.cases.map { TaggedCase($0.id, $0.documentation, $0.fields + block.common) }
        }
        let fields = block.common + block.cases.flatMap(\.fields)
        return fields.first { $0.name == first }.flatMap { cases(in: $0.type, parts.dropFirst()) }
    }

    private func cases(in type: ParameterType, _ rest: ArraySlice<String>) -> [TaggedCase]? {
        switch type {
        case .optional(let wrapped): return cases(in: wrapped, rest)
        case .record(let fields):
            return fields.first { $0.name == rest.first }.flatMap { cases(in: $0.type, rest.dropFirst()) }
        case .tagged(let tag, let cases):
            if rest.count == 1, rest.first == tag { return cases }
            return cases.flatMap(\.fields).first { $0.name == rest.first }.flatMap { self.cases(in: $0.type, rest.dropFirst()) }
        default: return nil
        }
    }
}

extension ParameterValue {
    var json: String { JSONValue(self).compact }
}
