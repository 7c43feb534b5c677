import Datasets
import Diagnostics
import Engine
import Parameters
import Spec
import Text

/// Token ids of item texts, or attributes of users and items → features, one row an item or user.
public enum EncodeStage: Stage {
    public static let version = 2

    public static let block = BlockSchema(
        "encode", "Turns tokens or attributes into features.", tag: "encoder",
        cases: EncoderRegistry.all.map(\.taggedCase), isOptional: true)

    public static func plan(_ block: ResolvedBlock, in run: RunConfiguration) throws -> StagePlan? {
        guard let entry = EncoderRegistry.encoder(named: block.caseID) else { return nil }
        var plan =
            switch try entry.make(parameters: block.values) {
            case .tokens(let encoder): try planTokens(encoder, block, in: run)
            case .attributes(let encoder): try planAttributes(encoder, block)
            case .documents(let encoder): try DocumentsPlan.plan(encoder, block, in: run)
            case .pretrained(let encoder): try planPretrained(encoder, block, in: run)
            }
        // The plan's own version is that of what the encoder rests on: a pretrained network.
        plan.codeVersion += (version * 1000 + entry.version) * 1000
        return plan
    }

    private static func planTokens(_ encoder: any Text.Encoder, _ block: ResolvedBlock, in run: RunConfiguration) throws -> StagePlan {
        guard run.blocks[TokenizeStage.id] != nil else {
            throw Failure(
                .invalidInput, "'encode' needs a 'tokenize' block", hint: "add tokenize: {tokenizer: word, fields: [item.title]}")
        }
        return StagePlan(
            codeVersion: 0, parameters: block.values,
            inputs: [StageInput("tokenize", from: TokenizeStage.id, files: [TokensFile.name])], executor: EncodeExecutor(encoder: encoder))
    }

    private static func planPretrained(_ encoder: TransformerEncoder, _ block: ResolvedBlock, in run: RunConfiguration) throws -> StagePlan
    {
        try encoder.check()
        try checkTokens(of: run, for: "encoder '\(block.caseID)'")
        return StagePlan(
            codeVersion: 0, parameters: block.values.removing(["model"]), files: encoder.files,
            inputs: [StageInput("tokenize", from: TokenizeStage.id, files: [TokensFile.name])],
            executor: TransformerEncodeExecutor(encoder: encoder, foreignWork: ForeignWork(block)))
    }

    /// That the tokens are of a vocabulary that comes with a pretrained encoder.
    static func checkTokens(of run: RunConfiguration, for reader: String) throws {
        guard let tokenize = run.blocks[TokenizeStage.id], tokenize.caseID != "word" else {
            throw Failure(
                .invalidInput, "\(reader) reads the tokens of its own vocabulary",
                hint: "add tokenize: {tokenizer: wordpiece} or {tokenizer: sentencepiece} with the files of the encoder's folder")
        }
    }

    private static func planAttributes(_ encoder: any AttributeEncoder, _ block: ResolvedBlock) throws -> StagePlan {
        let sides = encoder.sides
        guard sides.user || sides.item else {
            throw Failure(
                .invalidInput, "encoder '\(block.caseID)' is given no features",
                hint: "name some, such as user: {gender: categorical, age: numeric} and item: {genres: multi}")
        }
        let files = (sides.user ? [IngestStage.usersFile] : []) + (sides.item ? [IngestStage.itemsFile] : [])
        return StagePlan(
            codeVersion: 0, parameters: block.values, inputs: [StageInput("ingest", from: IngestStage.id, files: files)],
            executor: AttributeEncodeExecutor(encoder: encoder))
    }

    /// The files that training reads of the documents that a run's encode stage makes; nil where it makes none.
    static func documentFiles(in run: RunConfiguration) throws -> [String]? {
        guard let block = run.blocks[id], let encoder = EncoderRegistry.encoder(named: block.caseID),
            case .documents(let documents) = try encoder.make(parameters: block.values)
        else { return nil }
        return [DocumentsFile.name] + (documents.options.model == nil ? [] : [DocumentsFile.vectorsName])
    }

    public static func executor(foreign parameters: ParameterValue) throws -> (any StageExecutor)? {
        guard let (id, values) = ForeignWork.block(parameters), let encoder = EncoderRegistry.encoder(named: id) else { return nil }
        return switch try encoder.make(parameters: values) {
        case .pretrained(let encoder): TransformerEncodeExecutor(encoder: encoder, foreignWork: nil)
        case .documents(let encoder): DocumentsExecutor(encoder: encoder, foreignWork: nil)
        case .tokens(let encoder): EncodeExecutor(encoder: encoder)
        case .attributes(let encoder): AttributeEncodeExecutor(encoder: encoder)
        }
    }

    /// Which features a run's encode stage makes; none without one.
    static func sides(in run: RunConfiguration) throws -> (user: Bool, item: Bool) {
        guard let block = run.blocks[id], let encoder = EncoderRegistry.encoder(named: block.caseID) else { return (false, false) }
        switch try encoder.make(parameters: block.values) {
        case .tokens: return (false, true)
        case .documents: return (false, false)
        case .attributes(let encoder): return encoder.sides
        case .pretrained(let encoder): return (false, !encoder.isPerToken)
        }
    }
}

struct EncodeExecutor: StageExecutor {
    let encoder: any Text.Encoder

    func execute(_ context: StageContext) throws {
        let input = try TokensFile.read(path: try context.artifact("tokenize").path(TokensFile.name))
        let matrix = encoder.fitTransform(
            tokens: input.tokens, vocabularySize: input.vocabularySize, special: input.special)
        let writer =
            encoder.isDense
            ? try FeaturesFile.writer(itemVectors: matrix.values, width: matrix.columnCount, half: false)
            : try FeaturesFile.writer(
                item: SparseFeatures(
                    offsets: matrix.offsets, columns: matrix.columns, values: matrix.values, columnCount: matrix.columnCount))
        try context.writeFile(FeaturesFile.name, writer.write)
        try context.writeFile(MetricsFile.name) {
            try $0(try MetricsFile.encode([MetricsFile.Point("text/features", Double(matrix.columnCount))]))
        }
    }
}
