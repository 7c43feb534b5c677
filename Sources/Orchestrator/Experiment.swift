import Diagnostics
import Engine
import Glibc
import Parameters
import Spec
import Stages
import Store

/// A spec, checked and turned into a graph: everything that is known before anything runs.
public struct Experiment: Sendable {
    public let spec: ResolvedSpec
    public let graph: Graph
    public let runs: [PlannedRun]

    public var name: String { spec.experiment }

    /// Reads, checks, expands. Throws every problem found, with its place; missing input files (exit code 66) only when nothing else is wrong.
    public init(file: String, overrides: [String] = [], checksFiles: Bool = true) throws(Failure) {
        let loader = SpecLoader(schema: pipelineSchema, environment: environmentVariables())
        try self.init(spec: try loader.load(file: file, overrides: overrides), checksFiles: checksFiles)
    }

    /// Of the runs that the spec expands to those of the chosen variants (by block; all variants of a block that is not named), and of
    /// those the one at the position `only`, or all.
    package init(
        spec: ResolvedSpec, variants: [String: String] = [:], only: Int? = nil, checksFiles: Bool = true
    ) throws(Failure) {
        self.spec = spec
        let chosen = try spec.expand().selected(by: spec).filter { run in
            variants.allSatisfy { run.blocks[$0.key]?.variant == $0.value }
        }
        var builder = GraphBuilder(spec: spec)
        for (index, configuration) in chosen.enumerated() where only == nil || index == only { builder.add(configuration) }
        (graph, runs) = try builder.finish(checksFiles: checksFiles)
    }

    /// A spec that can be resolved many times with other values.
    package static func template(file: String, overrides: [String]) throws(Failure) -> SpecTemplate {
        try SpecLoader(schema: pipelineSchema, environment: environmentVariables()).template(file: file, overrides: overrides)
    }
}

/// One run of an experiment: which nodes of the graph it goes through.
public struct PlannedRun: Sendable {
    public var configuration: RunConfiguration
    /// In the order of the stages.
    public var nodes: [String]
    /// Of those, the ones that make what the run starts from: other variants' results, of which the figures are not the run's.
    public var borrowed: Set<String> = []
    /// The variants that make them, by block.
    public var startsFrom: [String: [ResolvedBlock]] = [:]

    public var variant: String { configuration.variant }
    public var group: String { configuration.group }

    /// What the run database records, by dotted name: `train.optimizer.learning_rate`.
    public var parameters: ParameterValue {
        var record = ParameterValue.Record(configuration.blocks.map { ($0.key, $0.value.values) })
        record["seed"] = configuration.top["seed"]
        return .record(record)
    }
}

/// This process's environment by name.
package func environmentVariables() -> [String: String] {
    var variables: [String: String] = [:]
    var index = 0
    while let entry = environ[index] {
        let text = String(cString: entry)
        if let separator = text.firstIndex(of: "=") {
            variables[String(text[..<separator])] = String(text[text.index(after: separator)...])
        }
        index += 1
    }
    return variables
}
