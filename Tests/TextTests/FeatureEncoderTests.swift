import Datasets
import Diagnostics
import Parameters
import Testing
import Text

@Suite("features")
struct FeatureEncoderTests {
    static let users = AttributeColumns(
        count: 4, columns: ["gender": ["F", "M", "", "M"], "age": ["10", "20", "", "30"], "zip": ["48067", "48109", "10023", " 4x"]])
    static let items = AttributeColumns(
        count: 3,
        columns: [
            "title": ["Toy Story (1995)", "2001: A Space Odyssey (1968)", "Untitled"],
            "genres": ["Comedy|Animation", "", "Comedy | Drama|Comedy"],
        ])

    /// A feature's options as a spec resolves them.
    static func feature(_ kind: String, _ changes: [(String, ParameterValue)] = []) throws -> ParameterValue {
        guard case .tagged(_, let cases) = FeatureOptions.parameterType else { throw Failure(.internalError, "not tagged") }
        let chosen = try #require(cases.first { $0.id == kind })
        return .record(chosen.fields.map { ($0.name, $0.defaultValue ?? .null) } + [("kind", .string(kind))] + changes)
    }

    static func encoder(user: [(String, ParameterValue)] = [], item: [(String, ParameterValue)] = []) throws -> FeatureEncoder {
        FeatureEncoder(options: try FeatureEncoderOptions(resolved: .record([("user", .record(user)), ("item", .record(item))])))
    }

    private func dense(_ features: SparseFeatures?) throws -> [[Float]] {
        let features = try #require(features)
        return (0..<features.rowCount).map { row in
            var values = [Float](repeating: 0, count: features.columnCount)
            for position in features.offsets[row]..<features.offsets[row + 1] {
                values[Int(features.columns[position])] = features.values[position]
            }
            return values
        }
    }

    @Test("one-hot columns in the order of values, the first for what has none")
    func categorical() throws {
        let encoder = try Self.encoder(user: [("gender", Self.feature("categorical"))])
        #expect(encoder.sides.user && !encoder.sides.item)
        let result = try encoder.encode(users: Self.users, items: Self.items)
        #expect(try dense(result.user) == [[0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 0, 1]])
        #expect(result.userLabels == ["gender=?", "gender=F", "gender=M"])
        #expect(result.user?.fields == [FeatureField("gender", .categorical, columns: 0..<3)])
        #expect(result.item == nil && result.itemLabels.isEmpty && result.warnings.isEmpty)
    }

    @Test("rare values are unknown; prefixes make regions")
    func rareAndPrefix() throws {
        let rare = try Self.encoder(user: [("gender", Self.feature("categorical", [("min_count", .int(2))]))])
        #expect(try dense(rare.encode(users: Self.users, items: Self.items).user) == [[1, 0], [0, 1], [1, 0], [0, 1]])
        let region = try Self.encoder(user: [("zip", Self.feature("categorical", [("prefix", .int(1))]))])
        let result = try region.encode(users: Self.users, items: Self.items)
        #expect(result.userLabels == ["zip=?", "zip=1", "zip=4"])
        #expect(try dense(result.user) == [[0, 0, 1], [0, 0, 1], [0, 1, 0], [0, 0, 1]])
    }

    @Test("several values: each once, spaces and empty parts do not count, none is unknown")
    func multi() throws {
        let result = try Self.encoder(item: [("genres", Self.feature("multi"))]).encode(users: Self.users, items: Self.items)
        #expect(result.itemLabels == ["genres=?", "genres=Animation", "genres=Comedy", "genres=Drama"])
        #expect(try dense(result.item) == [[0, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1]])
    }

    @Test("numbers of mean 0 and deviation 1, missing ones 0 with a mark")
    func numeric() throws {
        let result = try Self.encoder(user: [("age", Self.feature("numeric"))]).encode(users: Self.users, items: Self.items)
        // 10, 20, 30: mean 20, deviation √(200 / 3).
        let unit = Float(10 / (200.0 / 3).squareRoot())
        #expect(try dense(result.user) == [[-unit, 0], [0, 0], [0, 1], [unit, 0]])
        #expect(result.user?.fields == [FeatureField("age", .numeric, columns: 0..<2)])
    }

    @Test("the year is the last group of four digits")
    func year() throws {
        let year = try Self.feature("numeric", [("attribute", .string("title")), ("extract", .string("year"))])
        let result = try Self.encoder(item: [("year", year)]).encode(users: Self.users, items: Self.items)
        #expect(try dense(result.item) == [[1, 0], [-1, 0], [0, 1]])
        #expect(result.warnings.count == 1 && result.warnings[0].message.contains("'Untitled'"))
    }

    @Test("texts weigh as the tf-idf encoder weighs them")
    func text() throws {
        let result = try Self.encoder(item: [("title", Self.feature("text"))]).encode(users: Self.users, items: Self.items)
        let texts = try #require(Self.items.columns["title"])
        let tokenizer = WordTokenizer(options: WordTokenizerOptions())
        let vocabulary = tokenizer.fit(texts)
        let expected = TFIDFEncoder(options: TFIDFOptions()).fitTransform(
            tokens: tokenizer.encode(texts, vocabulary: vocabulary), vocabularySize: vocabulary.count)
        let features = try #require(result.item)
        #expect(features.values == expected.values && features.columns == expected.columns && features.offsets == expected.offsets)
        #expect(result.itemLabels.count == expected.columnCount && result.itemLabels.contains("title=odyssey"))
    }

    @Test("fields lie side by side in the order of their names")
    func sideBySide() throws {
        let result = try Self.encoder(user: [("gender", Self.feature("categorical")), ("age", Self.feature("numeric"))])
            .encode(users: Self.users, items: Self.items)
        let features = try #require(result.user)
        #expect(features.fields.map(\.name) == ["age", "gender"] && features.fields.map(\.columns) == [0..<2, 2..<5])
        #expect(features.columns.last == 4 && features.field(named: "gender")?.kind == .categorical)
        #expect(result.userLabels == ["age=standardised", "age=missing", "gender=?", "gender=F", "gender=M"])
    }

    @Test("columns do not depend on the order of rows")
    func order() throws {
        let encoder = try Self.encoder(user: [("gender", Self.feature("categorical")), ("age", Self.feature("numeric"))])
        let reversed = AttributeColumns(count: 4, columns: Self.users.columns.mapValues { $0.reversed() })
        let a = try encoder.encode(users: Self.users, items: Self.items), b = try encoder.encode(users: reversed, items: Self.items)
        #expect(try dense(a.user) == dense(b.user).reversed() && a.userLabels == b.userLabels)
    }

    @Test("every unknown attribute is named, with what there is")
    func unknownAttributes() throws {
        let encoder = try Self.encoder(
            user: [("gendre", Self.feature("categorical")), ("height", Self.feature("numeric"))],
            item: [("title", Self.feature("numeric"))])
        let failure = #expect(throws: Failure.self) { try encoder.encode(users: Self.users, items: Self.items) }
        #expect(failure?.code == .invalidInput && failure?.diagnostics.count == 3)
        #expect(failure?.diagnostics[0].hint == "did you mean 'gender'? the attributes are age, gender, zip")
        #expect(failure?.diagnostics[1].hint == "the attributes are age, gender, zip")
        #expect(failure?.diagnostics[2].hint == "use kind: categorical")
        let none = AttributeColumns(count: 4, columns: [:])
        let bare = #expect(throws: Failure.self) { try encoder.encode(users: none, items: Self.items) }
        #expect(bare?.diagnostics[0].hint == "the users have no attributes: give ingest the user file")
    }

    @Test("options come back as they were written")
    func roundTrip() throws {
        let value = ParameterValue.record([
            ("genres", try Self.feature("multi", [("separator", .string(","))])), ("title", try Self.feature("text")),
        ])
        #expect(FeatureMap(parameterValue: value)?.parameterValue == value)
        #expect(FeatureMap(parameterValue: .record([("x", .record([("kind", .string("no"))]))])) == nil)
    }
}
