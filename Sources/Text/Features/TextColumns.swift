/// TF-IDF weights of the words of a text, rows of Euclidean length 1, as `tokenize: word` and `encode: tfidf` make them.
extension FieldColumns {
    init(text texts: [String], _ options: TextOptions) {
        var words = WordTokenizerOptions()
        words.minFrequency = options.minFrequency
        let tokenizer = WordTokenizer(options: words)
        let vocabulary = tokenizer.fit(texts)
        let tokens = tokenizer.encode(texts, vocabulary: vocabulary)
        var weights = TFIDFOptions()
        weights.dimension = options.dimension
        weights.sublinearTF = options.sublinearTF
        let model = TFIDFEncoder(options: weights).fit(tokens: tokens, vocabularySize: vocabulary.count)
        self.init(.text, labels: model.featureTokens.map { vocabulary.tokens[Int($0)] })
        matrix = model.transform(tokens)
    }
}
