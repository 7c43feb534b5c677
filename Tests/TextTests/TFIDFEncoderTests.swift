import Parameters
import Testing
import Text

@Suite("TF-IDF")
struct TFIDFEncoderTests {
    static let variants: [(name: String, fields: [(name: String, value: ParameterValue)])] = [
        ("default", []), ("sublinear", [("sublinear_tf", .bool(true))]),
        ("plain", [("smooth_idf", .bool(false)), ("norm", .string("none"))]), ("dimension", [("dimension", .int(12))]),
    ]

    @Test("agrees with scikit-learn to 1e-6", arguments: 0..<4)
    func scikitLearn(variant: Int) throws {
        let (name, fields) = Self.variants[variant]
        let reference = try TextReference.load()
        let tokenizer = try wordTokenizer()
        let vocabulary = tokenizer.fit(reference.texts)
        let tokens = tokenizer.encode(reference.texts, vocabulary: vocabulary)
        let encoder = try TFIDFEncoder(options: TFIDFOptions(resolved: .record(fields)))
        let model = encoder.fit(tokens: tokens, vocabularySize: vocabulary.count)
        let matrix = encoder.fitTransform(tokens: tokens, vocabularySize: vocabulary.count)
        let rows = try #require(reference.tfidf[name])
        #expect(matrix.rowCount == rows.count)
        #expect(matrix.columnCount == (name == "dimension" ? 12 : vocabulary.count - 2))
        for (row, expected) in rows.enumerated() {
            let range = matrix.offsets[row]..<matrix.offsets[row + 1]
            #expect(range.count == expected.count, "row \(row)")
            #expect(matrix.columns[range].elementsEqual(matrix.columns[range].sorted()))
            for position in range {
                let word = vocabulary.tokens[Int(model.featureTokens[Int(matrix.columns[position])])]
                #expect(abs(matrix.values[position] - (try #require(expected[word]))) < 1e-6 * max(1, matrix.values[position]), "\(word)")
            }
        }
    }

    @Test("worked out by hand: three texts, a in two, b twice in one")
    func byHand() {
        // a is token 2, b is 3; unknown (1) and padding (0) are no features.
        let tokens = TokenMatrix(offsets: [0, 2, 5, 6], tokens: [2, 1, 3, 2, 3, 0])
        var options = TFIDFOptions()
        options.norm = .none
        let matrix = TFIDFEncoder(options: options).fitTransform(tokens: tokens, vocabularySize: 5)
        // Three texts: idf(a) = ln(4/3) + 1, idf(b) = ln(4/2) + 1.
        #expect(matrix.offsets == [0, 1, 3, 3])
        #expect(matrix.columns == [0, 0, 1])
        for (value, expected) in zip(matrix.values, [1.287_682, 1.287_682, 3.386_294] as [Float]) { #expect(abs(value - expected) < 1e-5) }
        #expect(matrix.dense.count == 6)
        #expect(matrix.columnCount == 2)
    }

    @Test("every encoder has a name, a line of documentation and defaults that work", arguments: EncoderRegistry.all.map(\.id))
    func contract(id: String) throws {
        let kind = try #require(EncoderRegistry.encoder(named: id))
        #expect(EncoderRegistry.all.filter { $0.id == id }.count == 1)
        #expect(!kind.documentation.isEmpty && !kind.documentation.contains("\n"))
        // Those that read files have tests of their own.
        guard kind.fields.allSatisfy({ $0.defaultValue != nil }) else { return }
        let made = try kind.make(parameters: .record(kind.fields.map { (name: $0.name, value: $0.defaultValue ?? .null) }))
        guard case .tokens(let encoder) = made else { return }
        let matrix = encoder.fitTransform(tokens: TokenMatrix(offsets: [0, 0, 2], tokens: [2, 3]), vocabularySize: 4, special: .counted)
        #expect(matrix.rowCount == 2 && matrix.dense.prefix(matrix.columnCount).allSatisfy { $0 == 0 })
        #expect(encoder.isDense || matrix.offsets[1] == 0)
        #expect(encoder.fitTransform(tokens: TokenMatrix(), vocabularySize: 2, special: .counted).rowCount == 0)
    }
}
