import Datasets
import Diagnostics
import Engine
import Parameters
import Spec
import Text

/// Item texts → token ids and the vocabulary. Depends on the item table only: new ratings do not tokenize again.
public enum TokenizeStage: Stage {
    public static let version = 2

    public static let block = BlockSchema(
        "tokenize", "Cuts item texts into tokens.", tag: "tokenizer", defaultCase: "word",
        cases: TokenizerRegistry.all.map(\.taggedCase), isOptional: true)

    public static func plan(_ block: ResolvedBlock, in run: RunConfiguration) throws -> StagePlan? {
        guard let tokenizer = TokenizerRegistry.tokenizer(named: block.caseID) else { return nil }
        let made = try tokenizer.make(parameters: block.values)
        try made.check()
        return StagePlan(
            codeVersion: version * 1000 + tokenizer.version, parameters: block.values.removing(tokenizer.pathFields), files: made.files,
            inputs: [StageInput("ingest", from: IngestStage.id, files: [IngestStage.itemsFile])],
            executor: TokenizeExecutor(tokenizer: made))
    }
}

struct TokenizeExecutor: StageExecutor {
    static let vocabularyFile = "vocabulary.txt"
    let tokenizer: any Tokenizer

    func execute(_ context: StageContext) throws {
        let table = try DatasetFiles.readItems { try context.artifact("ingest").path($0) }.fields
        let texts = try itemTexts(table)
        let prepared = try tokenizer.prepare(texts) { try context.inputPath($0) }
        let vocabulary = prepared.vocabulary
        let tokens = try prepared.encode(texts)
        try context.writeFile(TokensFile.name, TokensFile.writer(tokens, vocabulary).write)
        try context.write(vocabulary.tokens.joined(separator: "\n") + "\n", to: Self.vocabularyFile)
        for file in prepared.files { try context.write(file.bytes, to: file.name) }
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
