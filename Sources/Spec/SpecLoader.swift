import Diagnostics
import Parameters

/// Turns a spec's text into a `ResolvedSpec`, or throws everything that is wrong with it at once.
public struct SpecLoader: Sendable {
    public var schema: SpecSchema
    /// What `${NAME}` reads.
    public var environment: [String: String]

    public init(schema: SpecSchema, environment: [String: String]) {
        self.schema = schema
        self.environment = environment
    }

    /// - Parameter overrides: `train.ancf.epochs=8`, applied in order, after the bases were merged.
    /// - Throws: `Failure` with `missingInput` (a file is missing), `inputOutput` (cannot be read), `usage` (an override is not
    ///   `path=value`) or `invalidInput` (anything else), all problems in it sorted by place.
    public func load(file: String, overrides: [String] = []) throws(Failure) -> ResolvedSpec {
        try load(overrides: overrides) { loader throws(Failure) in try loader.load(file) }
    }

    /// As `load(file:overrides:)`, for a text that is not in a file.
    /// - Parameter name: stands for the file's name in messages; relative paths are relative to its folder.
    public func load(text: String, name: String = "spec.yaml", overrides: [String] = []) throws(Failure) -> ResolvedSpec {
        try load(overrides: overrides) { loader throws(Failure) in try loader.load(text: text, name: name) }
    }

    /// Reads a spec once, to be resolved several times with other values: what a sweep does.
    public func template(file: String, overrides: [String] = []) throws(Failure) -> SpecTemplate {
        try template(overrides: overrides) { loader throws(Failure) in try loader.load(file) }
    }

    private func load(overrides: [String], _ read: (FileLoader) throws(Failure) -> SpecNode?) throws(Failure) -> ResolvedSpec {
        try template(overrides: overrides, read).resolve()
    }

    private func template(
        overrides: [String], _ read: (FileLoader) throws(Failure) -> SpecNode?
    ) throws(Failure) -> SpecTemplate {
        let problems = Problems()
        let references = EnvironmentReferences(environment: environment)
        let loader = FileLoader(problems: problems, references: references)
        guard let root = try read(loader) else {
            try problems.throwIfAny()
            throw Failure(.internalError, "a spec was not read, and nobody said why")
        }
        return SpecTemplate(
            schema: schema, references: references, root: root, files: loader.files, overrides: overrides, problems: problems)
    }
}
