import Datasets
import Testing
import Text

/// Documents hold what a model may know, and nothing else.
@Suite struct DocumentsTests {
    /// Four users, three items. Rows 2 and 6 are not in training.
    private let interactions = Interactions(
        users: [0, 0, 0, 1, 1, 2, 2, 3], items: [0, 1, 2, 0, 1, 2, 0, 1], ratings: [5, 4, 1, 3, 5, 2, 4, 5],
        timestamps: [10, 30, 20, 40, 50, 60, 70, 80])
    private let texts = [
        "good strings", "fine good cable", "awful secret", "good tone", "nice nice cable", "bad tone", "hidden words", "fine strings",
    ]
    private let held: Set<Int> = [2, 6]

    private var train: Interactions { interactions.filtered((0..<8).map { !held.contains($0) }) }

    private func encode(_ texts: [String], items: [String] = ["", "a cable", ""], _ change: (inout DocumentOptions) -> Void = { _ in })
        throws -> DocumentsEncoder.Result
    {
        var options = DocumentOptions()
        options.minCount = 1
        change(&options)
        let tokenizer = WordTokenizer(options: WordTokenizerOptions()).prepare(items + texts) { $0 }, vocabulary = tokenizer.vocabulary
        let rows = { (texts: [String]) throws in
            let tokens = try tokenizer.encode(texts)
            return IndexRows(offsets: tokens.offsets, values: tokens.tokens)
        }
        return DocumentsEncoder(options: options).encode(
            DocumentsEncoder.Input(
                reviews: try rows(texts), items: try rows(items), vocabulary: vocabulary.tokens, interactions: interactions, train: train,
                userCount: 4, itemCount: 3))
    }

    private func words(_ result: DocumentsEncoder.Result, _ side: ReviewDocuments.Side, _ index: Int, without: Int32 = -1) -> String {
        var tokens: [Int32] = []
        result.documents.append(side, index, without: without, to: &tokens)
        return tokens.map { result.vocabulary[Int($0)] }.joined(separator: " ")
    }

    @Test func documentsAreTrainingReviewsNewestFirst() throws {
        let result = try encode(texts)
        #expect(words(result, .user, 0) == "fine good cable good strings")
        #expect(words(result, .user, 2) == "bad tone")
        #expect(words(result, .item, 0) == "good tone good strings")
        #expect(words(result, .item, 1) == "a cable", "an item's own text stands for its reviews")
        #expect(words(result, .item, 2) == "bad tone")
        #expect(result.documents.ownReviews == [0, 1, 2, 3, 4, 5])
        #expect(words(result, .user, 0, without: 1) == "good strings")
    }

    @Test func whatIsWrittenInATestReviewChangesNothing() throws {
        let original = try encode(texts)
        for changed in ["", "good good good good good good good", "zebra quagga okapi", String(repeating: "tone ", count: 5000)] {
            var other = texts
            other[2] = changed
            other[6] = changed + " strings"
            let result = try encode(other)
            #expect(result.documents == original.documents)
            #expect(result.vocabulary == original.vocabulary)
            #expect(try encode(other) { $0.minCount = 2 }.documents == encode(texts) { $0.minCount = 2 }.documents)
            #expect(try encode(other) { $0.vocabularySize = 3 }.documents == encode(texts) { $0.vocabularySize = 3 }.documents)
        }
        var other = texts
        other[0] = "other strings"
        #expect(try encode(other).documents != original.documents, "a training review does")
    }

    @Test func theLeakyProtocolHoldsEverything() throws {
        let result = try encode(texts) { $0.leaky = true }
        #expect(words(result, .user, 0) == "fine good cable awful secret good strings")
        #expect(words(result, .user, 2) == "hidden words bad tone")
        #expect(result.documents.ownReviews == [-1, -1, -1, -1, -1, -1])
    }

    @Test func itemTextsAndReviews() throws {
        #expect(try words(encode(texts) { $0.itemText = .reviews }, .item, 1) == "fine strings nice nice cable fine good cable")
        #expect(try words(encode(texts) { $0.itemText = .metadata }, .item, 0) == "")
        #expect(try words(encode(texts) { $0.itemText = .both }, .item, 1) == "a cable fine strings nice nice cable fine good cable")
    }

    @Test func limitsAndRatings() throws {
        #expect(try words(encode(texts) { $0.maxTokens = 4 }, .user, 0) == "fine good cable good")
        #expect(try words(encode(texts) { $0.reviewTokens = 1 }, .user, 0) == "fine good")
        #expect(try words(encode(texts) { $0.ratingTokens = true }, .user, 0) == "[rating 4] fine good cable [rating 5] good strings")
        let result = try encode(texts) { $0.minCount = 2 }
        #expect(words(result, .user, 1) == "nice nice cable good tone" && words(result, .user, 2) == "[UNK] tone")
        #expect(Array(result.vocabulary.prefix(4)) == ["[PAD]", "[UNK]", "cable", "good"])
    }

    @Test func textsOfTwinsInSeveralPartsAreLeftOut() throws {
        var twins = interactions
        // Row 6 (held out) becomes the twin of row 5 (training).
        (twins.users[6], twins.items[6], twins.ratings[6], twins.timestamps[6]) = (2, 2, 2, 60)
        let tokenizer = WordTokenizer(options: WordTokenizerOptions()).prepare(texts) { $0 }, vocabulary = tokenizer.vocabulary
        let tokens = try tokenizer.encode(texts)
        let result = DocumentsEncoder(options: DocumentOptions()).encode(
            DocumentsEncoder.Input(
                reviews: IndexRows(offsets: tokens.offsets, values: tokens.tokens), items: IndexRows(offsets: [0, 0, 0, 0]),
                vocabulary: vocabulary.tokens, interactions: twins, train: train, userCount: 4, itemCount: 3))
        #expect(result.ambiguous == 1)
        #expect(words(result, .user, 2) == "")
    }

    // MARK: Units with an encoder's vectors

    /// Texts in a frame of [CLS] (2) and [SEP] (3), as an encoder reads them.
    private func frozen(_ texts: [String], _ pooling: TransformerOptions.PoolingChoice, ratings: Bool = true) throws
        -> (result: DocumentsEncoder.FrozenResult, tokens: TokenMatrix)
    {
        var options = DocumentOptions()
        (options.model, options.pooling, options.ratingTokens, options.reviewTokens) = ("minilm", pooling, ratings, 2)
        var vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
        func rows(_ texts: [String]) -> IndexRows {
            var rows = IndexRows()
            for text in texts {
                let words = text.split(separator: " ").map { word -> Int32 in
                    if !vocabulary.contains(String(word)) { vocabulary.append(String(word)) }
                    return Int32(vocabulary.firstIndex(of: String(word)) ?? 1)
                }
                rows.append([2] + words + [3])
            }
            return rows
        }
        let items = rows(["", "a cable", ""]), reviews = rows(texts)
        let encoder = DocumentsEncoder(options: options)
        let input = DocumentsEncoder.Input(
            reviews: reviews, items: items, vocabulary: vocabulary, special: SpecialTokens(padding: 0, unknown: 1, begin: 2, end: 3),
            interactions: interactions, train: train, userCount: 4, itemCount: 3)
        let tokens = encoder.texts(input)
        var numbers: [ArraySlice<Int32>: Int32] = [:]
        let which = (0..<tokens.rowCount).map { row in
            let number = numbers[tokens[row]] ?? Int32(numbers.count)
            numbers[tokens[row]] = number
            return number
        }
        return (encoder.encode(input, tokens: tokens, numbers: which), tokens)
    }

    private func units(_ result: DocumentsEncoder.FrozenResult, _ side: ReviewDocuments.Side, _ index: Int) -> [String] {
        var tokens: [Int32] = []
        result.documents.append(side, index, to: &tokens)
        return tokens.map { result.spellings[Int($0)] }
    }

    @Test func aReviewIsAUnitWithAMark() throws {
        let (result, tokens) = try frozen(texts, .mean)
        #expect(tokens.rowCount == 6 + 3 && tokens[6].isEmpty && !tokens[7].isEmpty, "reviews of training, and the one item with a text")
        #expect(units(result, .user, 0) == ["[rating 4] fine good cable", "[rating 5] good strings"])
        #expect(units(result, .item, 1) == ["[text] a cable"])
        let documents = result.documents, frozen = try #require(documents.frozen)
        #expect(documents.vocabularySize == 7 && frozen.rows.count == 7 && result.vectors.count == 7)
        // [rating 2] … [rating 5], [text]
        #expect(frozen.markCount == 5 && frozen.marks == [3, 2, 1, 3, 0, 3, 4])
        #expect(try self.frozen(texts, .cls, ratings: false).result.documents.frozen?.marks == [])
    }

    @Test func equalTextsShareVectors() throws {
        var same = texts
        same[3] = same[0]
        let (result, _) = try frozen(same, .mean), rows = try #require(result.documents.frozen?.rows)
        #expect(result.vectors.count == 6 && rows[0] == rows[2] && Set(rows).count == 6)
        #expect(result.documents.frozen?.marks.prefix(3) == [3, 2, 1], "the ratings are their own")
    }

    @Test func aTokenIsAUnitAndTheFrameIsNone() throws {
        let (result, tokens) = try frozen(texts, .tokens)
        #expect(units(result, .user, 1) == ["nice", "nice", "good", "tone"], "two tokens of each review")
        #expect(units(result, .item, 1) == ["a", "cable"])
        for (vector, word) in zip(result.vectors, result.spellings) where word == "cable" {
            #expect(tokens[Int(vector.text)].dropFirst(vector.token ?? 0).first != 3)
        }
        #expect(result.vectors.allSatisfy { ($0.token ?? 0) > 0 }, "the first token of a text is [CLS]")
        #expect(result.vectors.count == 14 && result.documents.vocabularySize == 14)
    }

    @Test func whatIsWrittenInATestReviewChangesNoUnit() throws {
        for pooling in [TransformerOptions.PoolingChoice.mean, .tokens] {
            let (original, originalTokens) = try frozen(texts, pooling)
            for changed in ["", "good strings", "zebra quagga okapi"] {
                var other = texts
                other[2] = changed
                other[6] = changed + " tone"
                let (result, tokens) = try frozen(other, pooling)
                #expect(result.documents == original.documents && result.vectors == original.vectors)
                #expect(result.spellings == original.spellings && tokens.rowCount == originalTokens.rowCount)
            }
        }
    }
}
