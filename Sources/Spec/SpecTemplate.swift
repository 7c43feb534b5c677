import Diagnostics

/// A spec that was read and merged, and can be resolved any number of times with other values.
public struct SpecTemplate: Sendable {
    private let schema: SpecSchema
    private let references: EnvironmentReferences
    private let root: SpecNode
    private let files: [String]
    private let overrides: [String]
    /// What was wrong when it was read, which every resolution tells again with what it finds itself.
    private let problems: Problems.Snapshot

    init(
        schema: SpecSchema, references: EnvironmentReferences, root: SpecNode, files: [String], overrides: [String], problems: Problems
    ) {
        (self.schema, self.references, self.root, self.files) = (schema, references, root, files)
        self.overrides = overrides
        self.problems = problems.snapshot
    }

    /// - Parameters:
    ///   - values: `train.ancf.epochs=8`, applied after the overrides that the spec was read with.
    ///   - includesSweep: false leaves the sweep out: its parameters may not exist where others have been chosen.
    /// - Throws: as `SpecLoader.load`.
    public func resolve(_ values: [String] = [], includesSweep: Bool = true) throws(Failure) -> ResolvedSpec {
        let problems = Problems(self.problems)
        var root = root
        for text in overrides + values {
            if let changed = try Override(text, references: references, problems: problems)?.applied(to: root, schema: schema) {
                root = changed
            }
        }
        if !includesSweep, let entries = root.entries {
            root.content = .mapping(entries.filter { $0.key != "sweep" })
        }
        let decoder = SpecDecoder(schema: schema, values: ValueDecoder(problems: problems))
        let spec = decoder.decode(root, files: files)
        try problems.throwIfAny()
        guard let spec else { throw Failure(.internalError, "a spec was not resolved, and nobody said why") }
        return spec
    }
}
