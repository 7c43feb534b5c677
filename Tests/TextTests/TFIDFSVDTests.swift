import Foundation
import Testing
import Text

/// Made by Fixtures/make_svd_reference.py with scikit-learn.
private struct SVDReference: Decodable {
    var rows: [[Int32]]
    var singularValues: [Double]
    var vectors: [[Float]]
    var energy: Double

    static func load() throws -> SVDReference {
        try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: textFixtures + "/svd_reference.json")))
    }

    var tokens: TokenMatrix {
        rows.reduce(into: TokenMatrix()) { matrix, row in
            matrix.tokens += row
            matrix.offsets.append(matrix.tokens.count)
        }
    }
}

@Suite("TF-IDF, SVD")
struct TFIDFSVDTests {
    private func encode(_ tokens: TokenMatrix, _ dimension: Int, iterations: Int = 10) -> SparseMatrix {
        var options = TFIDFSVDOptions()
        options.dimension = dimension
        options.iterations = iterations
        return TFIDFSVDEncoder(options: options).fitTransform(tokens: tokens, vocabularySize: 400, special: .counted)
    }

    @Test("equals scikit-learn's exact TruncatedSVD to 1e-4, signs included")
    func scikitLearn() throws {
        let reference = try SVDReference.load()
        let found = encode(reference.tokens, 8, iterations: 60)
        #expect(found.rowCount == reference.rows.count && found.columnCount == 8)
        var worst: Float = 0
        for (row, expected) in reference.vectors.enumerated() {
            for (column, value) in expected.enumerated() { worst = max(worst, abs(found.dense[row * 8 + column] - value)) }
        }
        #expect(worst < 1e-4, "\(worst)")
    }

    @Test("the default number of passes keeps the same energy to one in ten thousand")
    func passes() throws {
        let reference = try SVDReference.load()
        let energy = encode(reference.tokens, 8).values.reduce(0) { $0 + Double($1) * Double($1) }
        #expect(abs(energy / reference.energy - 1) < 1e-4, "\(energy)")
        let matrix = TFIDFEncoder(options: TFIDFOptions()).fitTransform(tokens: reference.tokens, vocabularySize: 400)
        let values = TruncatedSVD(matrix, rank: 8, iterations: 60).singularValues
        for (value, expected) in zip(values, reference.singularValues) { #expect(abs(value - expected) < 1e-6) }
    }

    @Test("equal texts give equal bits; a text without tokens is zeros; the rank bounds the width")
    func properties() throws {
        let reference = try SVDReference.load()
        let found = encode(reference.tokens, 8)
        #expect(found == encode(reference.tokens, 8))
        #expect(found.dense[(7 * 8)..<(8 * 8)].allSatisfy { $0 == 0 })
        #expect(encode(TokenMatrix(offsets: [0, 2, 4, 5], tokens: [2, 3, 2, 3, 4]), 64).columnCount == 2)
        #expect(encode(TokenMatrix(offsets: [0, 0], tokens: []), 4).columnCount == 0)
    }
}
