import Diagnostics
import Engine
import Parameters
import Safetensors
import Spec
import Text

/// Token ids → numeric features, one row an item.
public enum EncodeStage: Stage {
    public static let version = 1

    public static let block = BlockSchema(
        "encode", "Turns tokens into numeric features.", tag: "encoder",
        cases: EncoderRegistry.all.map(\.taggedCase), isOptional: true)

    public static func plan(_ block: ResolvedBlock, in run: RunConfiguration) throws -> StagePlan? {
        guard run.blocks[TokenizeStage.id] != nil else {
            throw Failure(
                .invalidInput, "'encode' needs a 'tokenize' block", hint: "add tokenize: {tokenizer: word, fields: [item.title]}")
        }
        guard let encoder = EncoderRegistry.encoder(named: block.caseID) else { return nil }
        return StagePlan(
            codeVersion: version, parameters: block.values,
            inputs: [StageInput("tokenize", from: TokenizeStage.id, files: [TokensFile.name])],
            executor: EncodeExecutor(encoder: try encoder.make(parameters: block.values)))
    }
}

struct EncodeExecutor: StageExecutor {
    let encoder: any Text.Encoder

    func execute(_ context: StageContext) throws {
        let input = try TokensFile.read(path: try context.artifact("tokenize").path(TokensFile.name))
        let features = encoder.fitTransform(tokens: input.tokens, vocabularySize: input.vocabularySize)
        try context.writeFile(FeaturesFile.name, FeaturesFile.writer(features).write)
        try context.writeFile(MetricsFile.name) {
            try $0(try MetricsFile.encode([MetricsFile.Point("text/features", Double(features.columnCount))]))
        }
    }
}

/// `features.safetensors`: a sparse matrix in compressed rows.
enum FeaturesFile {
    static let name = "features.safetensors"

    static func writer(_ matrix: SparseMatrix) throws -> SafetensorsWriter {
        var writer = SafetensorsWriter(metadata: ["columns": String(matrix.columnCount)])
        try writer.add("offsets", int64: matrix.offsets.map(Int64.init))
        try writer.add("columns", int32: matrix.columns)
        try writer.add("values", float32: matrix.values)
        return writer
    }

    static func read(path: String) throws -> SparseMatrix {
        let file = try SafetensorsFile(path: path)
        return SparseMatrix(
            offsets: try file.int64s("offsets").map(Int.init), columns: try file.int32s("columns"), values: try file.floats("values"),
            columnCount: Int(file.metadata["columns"] ?? "") ?? 0)
    }
}
