import Datasets
import Diagnostics
import Engine
import Parameters
import Spec

/// Interactions → train, validation and test parts. Depends on the interactions, not on the item table.
public enum SplitStage: Stage {
    public static let version = 2

    static let seedField = FieldDeclaration(
        "seed", .optional(.int(0...Int.max)), default: .null, "seed of this stage alone; null takes the experiment's")

    public static let block = BlockSchema(
        "split", "Divides the interactions into training, validation and test parts.", tag: "strategy", common: [seedField],
        cases: SplitStrategies.all.map { TaggedCase($0.id, $0.documentation, $0.fields) }, isOptional: true)

    /// Weights become shares: the same split has the same key.
    public static func complete(_ block: ResolvedBlock, in run: RunConfiguration) throws -> ParameterValue {
        guard case .record(var record) = block.values, case .list(let items)? = record["ratios"] else { return block.values }
        let shares = try SplitStrategies.shares(items.compactMap(Double.init(parameterValue:)))
        record["ratios"] = .list(shares.map(ParameterValue.double))
        return .record(record)
    }

    public static func plan(_ block: ResolvedBlock, in run: RunConfiguration) throws -> StagePlan? {
        guard run.blocks[IngestStage.id] != nil else {
            throw Failure(.invalidInput, "'split' needs an 'ingest' block", hint: "add ingest: {format: movielens, ratings: …}")
        }
        let strategy = try SplitStrategies.named(block.caseID)
        _ = try strategy.parts(block.values)
        try checkGiven(strategy, in: run)
        guard case .record(var parameters) = block.values else { throw ParameterMismatch(path: block.path, value: block.values) }
        let own = parameters["seed"].flatMap(Int.init(parameterValue:)).map { UInt64(clamping: $0) }
        parameters["seed"] = nil
        return StagePlan(
            codeVersion: version * 1000 + strategy.version, parameters: .record(parameters),
            seed: try strategy.usesSeed(block.values) ? own ?? run.seed : nil,
            inputs: [StageInput("ingest", from: IngestStage.id, files: IngestStage.interactionFiles)],
            executor: SplitExecutor(strategy: strategy), followsRunSeed: own == nil)
    }

    /// What the split of a run can give, as far as its parameters say.
    static func parts(in run: RunConfiguration) throws -> SplitParts {
        guard let block = run.blocks[id] else { return SplitParts() }
        return try SplitStrategies.named(block.caseID).parts(block.values)
    }

    private static func checkGiven(_ strategy: AnySplitStrategy, in run: RunConfiguration) throws {
        guard strategy.id == GivenSplit.id, let ingest = run.blocks[IngestStage.id] else { return }
        let format = try DatasetFormats.named(ingest.caseID)
        guard !format.givesTest(ingest.values) else { return }
        let options = format.pathFields.filter { $0.hasPrefix("test") }
        throw Failure(
            .invalidInput, "strategy 'given' takes the test that came with the data, and ingest reads none",
            hint: options.isEmpty
                ? "format '\(format.id)' has no test file: choose another strategy"
                : "give ingest '\(options.joined(separator: "', '"))', or choose another strategy")
    }
}

struct SplitExecutor: StageExecutor {
    let strategy: AnySplitStrategy

    func execute(_ context: StageContext) throws {
        let data = try DatasetFiles.readInteractions { try context.artifact("ingest").path($0) }
        let result = try strategy.split(parameters: context.parameters, data: data, seed: context.seed ?? 0)
        let sizes = [result.split.train, result.split.validation, result.split.test].map { String($0.count) }
        let summary = "training, validation and test have \(sizes.joined(separator: ", ")) interactions"
        if result.notes.isEmpty {
            context.log(summary)
        } else {
            context.note(([summary] + result.notes).joined(separator: "; "), kind: "split")
        }
        for warning in result.warnings { context.warn(warning) }
        try SplitFiles.write(result.split) { name, body in try context.writeFile(name, body) }
        let points = result.statistics.map { MetricsFile.Point("split/\($0.name)", $0.value) }
        try context.writeFile(MetricsFile.name) { try $0(try MetricsFile.encode(points)) }
    }
}
