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
}
