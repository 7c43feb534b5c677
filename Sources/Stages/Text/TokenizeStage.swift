import Datasets
import Diagnostics
import Engine
import Parameters
import Spec
import Text

/// Texts of items and reviews → token ids and the vocabulary. Depends on the tables that its fields are in: with item texts alone, new
/// ratings do not tokenize again.
public enum TokenizeStage: Stage {
    public static let version = 2

    public static let block = BlockSchema(
        "tokenize", "Cuts texts of items and reviews into tokens.", tag: "tokenizer", defaultCase: "word",
        cases: TokenizerRegistry.all.map(\.taggedCase), isOptional: true)

    public static func plan(_ block: ResolvedBlock, in run: RunConfiguration) throws -> StagePlan? {
        guard let tokenizer = TokenizerRegistry.tokenizer(named: block.caseID) else { return nil }
        let made = try tokenizer.make(parameters: block.values), fields = TextFields(made.fields)
        if !fields.reviews.isEmpty, let ingest = run.blocks[IngestStage.id],
            try !DatasetFormats.named(ingest.caseID).hasReviews(ingest.values)
        {
            throw Failure(
                .invalidInput, "tokenize reads '\(fields.reviews[0])', and this ingest block (format '\(ingest.caseID)') keeps no reviews",
                hint: "use format: amazon-reviews, jsonl with `text`, or fields of items such as item.title")
        }
        try made.check()
        let tables = (fields.items.isEmpty ? [] : [IngestStage.itemsFile]) + (fields.reviews.isEmpty ? [] : [ReviewFile.name])
        return StagePlan(
            codeVersion: version * 1000 + tokenizer.version, parameters: block.values.removing(tokenizer.pathFields), files: made.files,
            inputs: [StageInput("ingest", from: IngestStage.id, files: tables)],
            executor: TokenizeExecutor(
                tokenizer: made, foreignWork: block.caseID == SentencePieceTokenizer.id ? ForeignWork(block) : nil))
    }

    public static func executor(foreign parameters: ParameterValue) throws -> (any StageExecutor)? {
        guard let (id, values) = ForeignWork.block(parameters), let tokenizer = TokenizerRegistry.tokenizer(named: id) else { return nil }
        return TokenizeExecutor(tokenizer: try tokenizer.make(parameters: values), foreignWork: nil)
    }
}

/// The fields of a tokenizer, by the table that they are in.
struct TextFields {
    /// `item.title`, and whatever else is not of reviews.
    let items: [String]
    /// `review.text`, `review.summary`.
    let reviews: [String]

    init(_ fields: [String]) {
        reviews = fields.filter { $0.hasPrefix("review.") }
        items = fields.filter { !$0.hasPrefix("review.") }
    }
}

struct TokenizeExecutor: StageExecutor {
    static let vocabularyFile = "vocabulary.txt"
    let tokenizer: any Tokenizer
    /// Where a library of others cuts the texts.
    var foreignWork: ForeignWork?

    func execute(_ context: StageContext) throws {
        let fields = TextFields(tokenizer.fields), ingest = try context.artifact("ingest")
        let items = fields.items.isEmpty ? [] : try itemTexts(try DatasetFiles.readItems { try ingest.path($0) }.fields, fields.items)
        let reviews = fields.reviews.isEmpty ? [] : try reviewTexts(try ingest.path(ReviewFile.name), fields.reviews)
        let prepared = try tokenizer.prepare(items + reviews) { try context.inputPath($0) }
        let vocabulary = prepared.vocabulary, started = threadSeconds()
        let tokens = try prepared.encode(items)
        let reviewTokens = fields.reviews.isEmpty ? nil : try prepared.encode(reviews)
        let count = tokens.tokens.count + (reviewTokens?.tokens.count ?? 0)
        let texts = items.count + reviews.count, processor = inMilliseconds(threadSeconds() - started)
        context.log("cut \(texts) texts into \(count) tokens in \(processor) s of processor time")
        try context.writeFile(TokensFile.name, TokensFile.writer(tokens, reviews: reviewTokens, vocabulary).write)
        try context.write(vocabulary.tokens.joined(separator: "\n") + "\n", to: Self.vocabularyFile)
        for file in prepared.files { try context.write(file.bytes, to: file.name) }
        try context.writeFile(MetricsFile.name) {
            try $0(
                try MetricsFile.encode([
                    MetricsFile.Point("text/vocabulary", Double(vocabulary.count)),
                    MetricsFile.Point("text/tokens", Double(count)),
                ]))
        }
    }

    private func reviewTexts(_ path: String, _ fields: [String]) throws -> [String] {
        let available = ReviewFile.columns.map { "review.\($0)" }
        if let unknown = fields.first(where: { !available.contains($0) }) {
            throw Failure(
                .invalidInput, "tokenize reads '\(unknown)', which the ingested data does not have",
                hint: suggestion(for: unknown, among: available))
        }
        return try ReviewFile.texts(fields.map { String($0.dropFirst(7)) }, path: path)
    }

    private func itemTexts(_ table: [String: [String]], _ fields: [String]) throws -> [String] {
        let available = table.keys.map { "item.\($0)" }.sorted()
        let columns = try fields.map { field in
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
