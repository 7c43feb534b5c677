import Diagnostics
import Parameters

/// A field that was given a list of values where one is meant: one run for each.
public struct Axis: Hashable, Sendable {
    public var name: String
    /// At least one, no two equal.
    public var values: [ParameterValue]

    public init(name: String, values: [ParameterValue]) {
        self.name = name
        self.values = values
    }
}

/// One configuration of a block: its case and all values, defaults filled in.
public struct ResolvedBlock: Hashable, Sendable {
    /// The block's key: `train`.
    public var block: String
    /// The variant's name, or nil where the block holds one configuration.
    public var variant: String?
    public var caseID: String
    /// A record with every field of the case, the tag among them. A field with an axis has the axis' first value.
    public var values: ParameterValue
    public var axes: [Axis]

    public init(block: String, variant: String? = nil, caseID: String, values: ParameterValue, axes: [Axis] = []) {
        self.block = block
        self.variant = variant
        self.caseID = caseID
        self.values = values
        self.axes = axes
    }

    /// `train` or `train.ancf`: where the block's fields are in the spec.
    public var path: String { variant.map { "\(block).\($0)" } ?? block }
}

/// A spec, read, merged, checked and typed.
public struct ResolvedSpec: Sendable {
    public var experiment: String
    /// The fields beside the blocks. A field with an axis has the axis' first value.
    public var top: ParameterValue
    public var topAxes: [Axis]
    /// By block name, each in the order of the spec; a block that was left out and is optional is not here.
    public var blocks: [String: [ResolvedBlock]]
    /// In the order of the schema.
    public var blockOrder: [String]
    public var prepare: [CommandStage]
    /// As written, scalars typed as YAML 1.2 does; the paths of its `parameters` exist in the spec.
    public var sweep: ParameterValue?
    /// The files that were read, the spec first.
    public var sourceFiles: [String]

    let root: SpecNode
    let sources: [SourceText]

    /// Where a dotted path (`train.ancf.optimizer.learning_rate`) is written; for a value that was not written, where the
    /// nearest part around it is; nil where not even its block is.
    public func location(of path: String) -> SourceLocation? {
        place(of: path).map { sources[Int($0.source)].location($0) }
    }

    /// A problem with the value at a path, as found by somebody who knows more than the schema does.
    public func diagnostic(
        _ message: String, at path: String, severity: Diagnostic.Severity = .error, hint: String? = nil
    ) -> Diagnostic {
        guard let place = place(of: path) else { return Diagnostic(severity, message, hint: hint) }
        let source = sources[Int(place.source)]
        return Diagnostic(
            severity, message, at: source.location(place), sourceLine: source.line(Int(place.line)), hint: hint)
    }

    /// A problem at what a sequence of keys leads to; keys may hold dots, as those of `sweep.parameters` do.
    public func diagnostic(_ message: String, atKeys keys: [String], hint: String? = nil) -> Diagnostic {
        var node = root, place: Place?
        for key in keys {
            guard let entry = node.entries?.last(where: { $0.key == key }) else { break }
            (node, place) = (entry.value, entry.value.isScalar ? entry.value.place : entry.keyPlace)
        }
        guard let place else { return .error(message, hint: hint) }
        let source = sources[Int(place.source)]
        return .error(message, at: source.location(place), sourceLine: source.line(Int(place.line)), hint: hint)
    }

    private func place(of path: String) -> Place? {
        var node = root
        var found: Place?
        for part in path.split(separator: ".") {
            switch node.content {
            case .mapping(let entries):
                guard let entry = entries.last(where: { $0.key == part }) else { return found }
                found = entry.value.isScalar ? entry.value.place : entry.keyPlace
                node = entry.value
            case .sequence(let items):
                let byName = items.first { $0["name"]?.scalar?.text == String(part) }
                guard let item = byName ?? Int(part).flatMap({ items.indices.contains($0) ? items[$0] : nil }) else { return found }
                found = item.place
                node = item
            case .scalar: return found
            }
        }
        return found
    }
}
