import Datasets
import Layers
import Tensor

/// The layers of a `DeepCooperativeNetwork` over one batch, and what the batch is filled into.
struct DeepCooperativeLayers {
    let network: Network
    let documents: [ReviewDocuments.Side: DocumentBatch]
    /// b_u and b_i of each row, without the row's own rating: B × 2; nil but for damped biases.
    let biases: Tensor?
    let scores: Network.Layer

    /// For training.
    init(
        _ options: DeepCooperativeParameters, _ documents: ReviewDocuments, userCount: Int, itemCount: Int, batch: Int,
        weights: WeightStore
    ) {
        let network = Network(capacity: batch, weights: weights, isTraining: true)
        let texts = TextLayers(options, documents, sides: [.user, .item], rows: batch, network: network)
        self.network = network
        self.documents = texts.documents
        biases = options.biases == .damped ? Tensor(rows: batch, columns: 2) : nil
        let contexts = texts.sides.map { network.rows(of: $0.encoded, $0.documents) }
        scores = Self.head(options, contexts, damped: biases, userCount: userCount, itemCount: itemCount, network: network)
    }

    /// From the document vectors of user and item to the rating without μ.
    static func head(
        _ options: DeepCooperativeParameters, _ contexts: [Network.Layer], damped: Network.Layer?, userCount: Int, itemCount: Int,
        network: Network
    ) -> Network.Layer {
        var parts = contexts
        if options.idEmbeddingDim > 0 {
            let table = { (name: String, rows: Int) in
                network.table(name, rows: rows, columns: options.idEmbeddingDim, deviation: options.initStd)
            }
            parts.append(network.rows(of: table("user_embedding", userCount), at: network.users))
            parts.append(network.rows(of: table("item_embedding", itemCount), at: network.items))
        }
        let joined = network.dropout(network.concatenate(parts), rate: options.dropout)
        var terms: [Network.Layer]
        switch options.usedHead {
        case .dense:
            terms = [network.project("output", network.linear("fusion", joined, outputs: options.fusionDim, relu: true), .zero)]
        case .fm: terms = [network.factorizationMachine("output", joined, factors: options.factors)]
        }
        if options.biases == .learned {
            let table = { (name: String, rows: Int) in network.table(name, rows: rows, columns: 1, deviation: 0) }
            terms.append(network.rows(of: table("user_bias", userCount), at: network.users))
            terms.append(network.rows(of: table("item_bias", itemCount), at: network.items))
        }
        if let damped { terms.append(network.scaledSum("bias_scale", damped)) }
        return network.sum(terms)
    }
}

/// The part that reads documents.
struct TextLayers {
    let documents: [ReviewDocuments.Side: DocumentBatch]
    let sides: [(side: ReviewDocuments.Side, documents: DocumentBatch, encoded: EncodedDocuments)]

    init(
        _ options: DeepCooperativeParameters, _ read: ReviewDocuments, sides wanted: [ReviewDocuments.Side], rows: Int, network: Network
    ) {
        let frozen = read.frozen.map(FrozenVectors.init), most = wanted.count * rows * read.maxTokens
        let tokens: TokenVectors =
            if let frozen {
                network.frozenTokens(
                    "token", frozen, columns: options.embeddingDim, deviation: options.initStd, mostTouched: most)
            } else {
                .learned(
                    network.table(
                        "token_embedding", rows: read.vocabularySize, columns: options.embeddingDim, deviation: options.initStd,
                        mostTouched: most))
            }
        var encoders: [String: DocumentEncoder] = [:]
        sides = wanted.map { side in
            let name = options.sharedSides ? "text" : side == .user ? "user_text" : "item_text"
            let encoder = encoders[name] ?? network.documentEncoder(name, options.encoding, columns: options.embeddingDim)
            encoders[name] = encoder
            let batch = DocumentBatch(rows: rows, longest: read.maxTokens, frozen: frozen)
            return (side, batch, network.encode(batch, tokens: tokens, by: encoder))
        }
        documents = Dictionary(uniqueKeysWithValues: sides.map { ($0.side, $0.documents) })
    }
}

extension FrozenVectors {
    init(_ units: FrozenUnits) {
        let vectors = units.vectors
        self.init(columns: vectors.columns, rows: units.rows, marks: units.marks, markCount: units.markCount) {
            vectors.withUnsafeBytes($0)
        }
    }
}
