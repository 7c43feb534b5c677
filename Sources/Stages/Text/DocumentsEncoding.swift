import Datasets
import Diagnostics
import Engine
import Parameters
import Spec
import Text

/// tokens + split → documents. That they depend on the split is what keeps the validation and test parts' reviews out of training.
enum DocumentsPlan {
    static func plan(_ encoder: DocumentsEncoder, _ block: ResolvedBlock, in run: RunConfiguration) throws -> StagePlan {
        guard run.blocks[SplitStage.id] != nil else {
            throw Failure(
                .invalidInput, "encoder 'documents' needs a 'split' block: documents are made of training reviews",
                hint: "add split: {strategy: random}")
        }
        guard let tokenize = run.blocks[TokenizeStage.id] else {
            throw Failure(
                .invalidInput, "encoder 'documents' needs a 'tokenize' block",
                hint: "add tokenize: {tokenizer: word, fields: [review.summary, review.text]}")
        }
        try check(tokenize, encoder)
        let transformer = encoder.options.transformer
        if let transformer { try check(transformer, encoder, in: run) }
        return StagePlan(
            codeVersion: transformer == nil ? 0 : TransformerEncoder.version,
            parameters: block.values.removing(["model"]), files: transformer?.files ?? [],
            inputs: [
                StageInput("ingest", from: IngestStage.id, files: [IngestStage.interactionFiles[0]]),
                StageInput("tokenize", from: TokenizeStage.id, files: [TokensFile.name, TokenizeExecutor.vocabularyFile]),
                StageInput("split", from: SplitStage.id),
            ], executor: DocumentsExecutor(encoder: encoder, foreignWork: transformer == nil ? nil : ForeignWork(block)))
    }

    private static func check(_ transformer: TransformerEncoder, _ encoder: DocumentsEncoder, in run: RunConfiguration) throws {
        try EncodeStage.checkTokens(of: run, for: "the model '\(transformer.options.model)'")
        let usual = DocumentOptions(), options = encoder.options
        guard options.minCount == usual.minCount, options.vocabularySize == usual.vocabularySize else {
            throw Failure(
                .invalidInput, "'min_count' and 'vocabulary_size' are of learned token vectors, and 'model' has its own",
                hint: "remove them, or 'model'")
        }
    }

    /// What the tokenizer would decide by counting all reviews, those of the test part too.
    private static func check(_ tokenize: ResolvedBlock, _ encoder: DocumentsEncoder) throws {
        guard !encoder.options.leaky else { return }
        var problems: [Diagnostic] = []
        if case .int(let frequency)? = tokenize.values["min_frequency"], frequency > 1 {
            problems.append(
                .error(
                    "tokenize counts the reviews of the test part for 'min_frequency'",
                    hint: "leave it out there, and give encode 'min_count', which counts training reviews"))
        }
        if case .int? = tokenize.values["vocabulary_size"], tokenize.caseID == "word" {
            problems.append(
                .error(
                    "tokenize counts the reviews of the test part for 'vocabulary_size'",
                    hint: "leave it out there, and give it to encode, which counts training reviews"))
        }
        if tokenize.caseID == SentencePieceTokenizer.id, tokenize.values["model"] == .null {
            problems.append(
                .error(
                    "tokenize learns its pieces from the reviews of the test part too",
                    hint: "give it a trained 'model', or use tokenizer word or wordpiece"))
        }
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
    }
}

struct DocumentsExecutor: StageExecutor {
    let encoder: DocumentsEncoder
    /// Where a pretrained encoder makes vectors of them.
    var foreignWork: ForeignWork?

    func execute(_ context: StageContext) throws {
        let split = try SplitFiles.read { try context.artifact("split").path($0) }
        let read = try TokensFile.read(path: try context.artifact("tokenize").path(TokensFile.name))
        let input = try input(context, split, read)
        let made: DocumentsEncoder.Result =
            if let transformer = encoder.options.transformer {
                try encode(input, read, by: transformer, context)
            } else { encoder.encode(input) }
        let documents = made.documents, least = documents.frozen == nil ? 2 : 0
        guard documents.userReviews.values.count + documents.itemTexts.values.count > 0, documents.vocabularySize > least else {
            throw Failure(
                .invalidInput, "the documents would all be empty",
                hint: "give tokenize fields of reviews (review.summary, review.text) or of items")
        }
        if made.ambiguous > 0 {
            context.warn(
                .warning(
                    "\(made.ambiguous) training interactions equal others in user, item, rating and time: their texts are left out",
                    hint: "ingest with 'duplicates: last' keeps one of each pair"))
        }
        try context.writeFile(DocumentsFile.name, DocumentsFile.writer(documents).write)
        try context.write(made.vocabulary.joined(separator: "\n") + "\n", to: DocumentsFile.vocabularyName)
        try context.writeFile(MetricsFile.name) { try $0(try MetricsFile.encode(points(documents))) }
    }

    private func points(_ documents: ReviewDocuments) -> [MetricsFile.Point] {
        [
            MetricsFile.Point("text/vocabulary", Double(documents.vocabularySize)),
            MetricsFile.Point("text/user_document_tokens", mean(documents.documents(.user))),
            MetricsFile.Point("text/item_document_tokens", mean(documents.documents(.item))),
        ]
    }

    /// Documents of units, and their vectors in a file of their own.
    private func encode(
        _ input: DocumentsEncoder.Input, _ read: TokensFile, by transformer: TransformerEncoder, _ context: StageContext
    ) throws -> DocumentsEncoder.Result {
        let library = try TextLibrary(context, transformer)
        let tokens = try transformer.prepare(
            encoder.texts(input), vocabularySize: read.vocabularySize, closing: read.special.end, for: try library.configuration())
        let texts = try library.encode(tokens)
        let result = encoder.encode(input, tokens: tokens, numbers: texts.textOfRow)
        let writer =
            if transformer.isPerToken {
                try texts.writer(of: result.vectors.map { ($0.text, $0.token ?? 0) })
            } else {
                try FeaturesFile.writer(
                    itemVectors: transformer.scale(try texts.pooled(result.vectors.map(\.text)), width: texts.width), width: texts.width,
                    half: true)
            }
        try context.writeFile(DocumentsFile.vectorsName, writer.write)
        return DocumentsEncoder.Result(documents: result.documents, vocabulary: result.spellings, ambiguous: result.ambiguous)
    }

    private func mean(_ rows: IndexRows) -> Double { Double(rows.values.count) / Double(max(1, rows.count)) }

    private func input(_ context: StageContext, _ split: DataSplit, _ read: TokensFile) throws -> DocumentsEncoder.Input {
        let vocabulary = try context.artifact("tokenize").string(TokenizeExecutor.vocabularyFile)
        let items = read.tokens, reviews = read.reviews
        let interactions = try InteractionsFile.read(
            path: try context.artifact("ingest").path(IngestStage.interactionFiles[0]), userCount: split.userCount,
            itemCount: split.itemCount)
        guard reviews == nil || reviews?.rowCount == interactions.count else {
            throw Failure(.invalidInput, "the tokens do not belong to the interactions", hint: "run tokenize again with --force tokenize")
        }
        let none = IndexRows(offsets: [Int](repeating: 0, count: interactions.count + 1))
        return DocumentsEncoder.Input(
            reviews: reviews.map { IndexRows(offsets: $0.offsets, values: $0.tokens) } ?? none,
            items: IndexRows(offsets: items.offsets, values: items.tokens),
            vocabulary: vocabulary.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init),
            special: read.special, interactions: interactions, train: split.train, userCount: split.userCount, itemCount: split.itemCount)
    }
}
