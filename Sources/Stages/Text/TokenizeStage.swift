import Datasets
import Diagnostics
import Engine
import Parameters
import Safetensors
import Spec
import Text

/// Item texts → token ids and the vocabulary. Depends on the item table only: new ratings do not tokenize again.
public enum TokenizeStage: Stage {
    public static let version = 1

    public static let block = BlockSchema(
        "tokenize", "Cuts item texts into tokens.", tag: "tokenizer", defaultCase: "word",
        cases: TokenizerRegistry.all.map(\.taggedCase), isOptional: true)

    public static func plan(_ block: ResolvedBlock, in run: RunConfiguration) throws -> StagePlan? {
        guard let tokenizer = TokenizerRegistry.tokenizer(named: block.caseID) else { return nil }
        return StagePlan(
            codeVersion: version, parameters: block.values,
            inputs: [StageInput("ingest", from: IngestStage.id, files: [IngestStage.itemsFile])],
            executor: TokenizeExecutor(tokenizer: try tokenizer.make(parameters: block.values)))
    }
}

struct TokenizeExecutor: StageExecutor {
    static let vocabularyFile = "vocabulary.txt"
    let tokenizer: any Tokenizer

    func execute(_ context: StageContext) throws {
        let table = try DatasetFiles.readItems { try context.artifact("ingest").path($0) }.fields
        let texts = try itemTexts(table)
        let vocabulary = tokenizer.fit(texts)
        let tokens = tokenizer.encode(texts, vocabulary: vocabulary)
        try context.writeFile(TokensFile.name, TokensFile.writer(tokens, vocabularySize: vocabulary.count).write)
        let lines = vocabulary.tokens.joined(separator: "\n") + "\n"
        try context.writeFile(Self.vocabularyFile) { try $0([UInt8](lines.utf8)) }
        try context.writeFile(MetricsFile.name) {
            try $0(
                try MetricsFile.encode([
                    MetricsFile.Point("text/vocabulary", Double(vocabulary.count)),
                    MetricsFile.Point("text/tokens", Double(tokens.tokens.count)),
                ]))
        }
    }

    private func itemTexts(_ table: [String: [String]]) throws -> [String] {
        let available = table.keys.map { "item.\($0)" }.sorted()
        let columns = try tokenizer.fields.map { field in
            guard field.hasPrefix("item."), let column = table[String(field.dropFirst(5))] else {
                throw Failure(
                    .invalidInput, "tokenize reads '\(field)', which the ingested data does not have",
                    hint: available.isEmpty
                        ? "give ingest an item table (such as items: movies.dat)" : suggestion(for: field, among: available))
            }
            return column
        }
        guard let rows = columns.first?.count else { return [] }
        return (0..<rows).map { row in columns.map { $0[row] }.joined(separator: " ") }
    }
}

/// `tokens.safetensors`: token ids in compressed rows, one an item.
enum TokensFile {
    static let name = "tokens.safetensors"

    static func writer(_ tokens: TokenMatrix, vocabularySize: Int) throws -> SafetensorsWriter {
        var writer = SafetensorsWriter(metadata: ["vocabulary_size": String(vocabularySize)])
        try writer.add("offsets", int64: tokens.offsets.map(Int64.init))
        try writer.add("tokens", int32: tokens.tokens)
        return writer
    }

    static func read(path: String) throws -> (tokens: TokenMatrix, vocabularySize: Int) {
        let file = try SafetensorsFile(path: path)
        let tokens = TokenMatrix(offsets: try file.int64s("offsets").map(Int.init), tokens: try file.int32s("tokens"))
        return (tokens, Int(file.metadata["vocabulary_size"] ?? "") ?? 0)
    }
}
