import Datasets
import Layers

/// Encodes documents with the weights of a trained text encoder, in blocks of fixed places: the same bits whoever asks.
struct DocumentVectors {
    static let block = 32

    private let options: DeepCooperativeParameters
    private let read: ReviewDocuments
    private let weights: WeightStore

    init(_ options: DeepCooperativeParameters, _ read: ReviewDocuments, weights: WeightStore) {
        (self.options, self.read, self.weights) = (options, read, weights)
    }

    /// Row-major, one row a document.
    func vectors(_ side: ReviewDocuments.Side, _ documents: IndexRows) -> [Float] {
        let size = options.vectorSize
        var result = [Float](repeating: 0, count: documents.count * size)
        encode(side, documents) { rows, layers in
            let values = layers.encoded.vectors.values
            for place in 0..<rows.count * size { result[rows.lowerBound * size + place] = values[place] }
        }
        return result
    }

    /// The attention of every token of the documents; nil for encoders without attention.
    func attention(_ side: ReviewDocuments.Side, _ documents: IndexRows) -> [[Float]]? {
        var result: [[Float]]? = []
        encode(side, documents) { _, layers in
            if let weights = layers.encoded.attention {
                result?.append(contentsOf: layers.documents.sequences.unpacked(weights))
            } else {
                result = nil
            }
        }
        return result
    }

    private func encode(
        _ side: ReviewDocuments.Side, _ documents: IndexRows,
        body: (Range<Int>, (side: ReviewDocuments.Side, documents: DocumentBatch, encoded: EncodedDocuments)) -> Void
    ) {
        let network = Network(capacity: Self.block, weights: weights, isTraining: false)
        let texts = TextLayers(options, read, sides: [side], rows: Self.block, network: network)
        let layers = texts.sides[0]
        for start in stride(from: 0, to: documents.count, by: Self.block) {
            let rows = start..<min(documents.count, start + Self.block)
            layers.documents.begin()
            for row in rows { _ = layers.documents.add { $0.append(contentsOf: documents[row]) } }
            layers.documents.finish()
            network.forward(rows: rows.count)
            body(rows, layers)
        }
    }
}
