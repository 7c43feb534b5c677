import Datasets
import Glibc
import Layers

/// Similarities of items, one item against all others at a time.
struct ItemSimilarities {
    private let history: SeenItems
    private let itemUsers: AdjacencyLists
    /// w_ui = userWeights[u] · itemWeights[i], for every weighting there is.
    private let userWeights: [Float]
    private let itemWeights: [Float]
    private let norms: [Float]
    private let shrinkage: Float
    private let isCosine: Bool

    init(_ history: SeenItems, itemCount: Int, _ options: ItemKNNParameters) {
        self.history = history
        itemUsers = history.transposed(itemCount)
        (shrinkage, isCosine) = (Float(options.shrinkage), options.similarity == .cosine)
        let users = (0..<history.userCount).map { user -> Float in
            guard options.weighting != .none else { return 1 }
            return Float(max(0, log(Double(itemCount)) - log1p(Double(history[user].count))))
        }
        let counts = itemUsers.counts.map(Double.init)
        let mean = Double(history.items.count) / Double(itemCount)
        let items = counts.map { count -> Float in
            guard options.weighting == .bm25 else { return 1 }
            let saturation = options.saturation ?? ItemKNNParameters.defaultSaturation
            let share = options.lengthWeight ?? ItemKNNParameters.defaultLengthWeight
            return Float((saturation + 1) / (saturation * (1 - share + share * count / mean) + 1))
        }
        let lists = itemUsers
        norms = (0..<itemCount).map { item in
            items[item] * lists[item].reduce(Float(0)) { $0 + users[Int($1)] * users[Int($1)] }.squareRoot()
        }
        (userWeights, itemWeights) = (users, items)
    }

    /// w(i, j) = sim(i, j) for the k nearest i of each j.
    func nearest(_ neighbors: Int) -> SparseRows {
        let itemCount = itemUsers.count
        var best = NearestItems(limit: min(neighbors, itemCount)), lists = NeighborLists()
        var sums = [Float](repeating: 0, count: itemCount)
        for target in 0..<itemCount {
            addProducts(of: target, to: &sums)
            best.removeAll()
            sums.withUnsafeMutableBufferPointer { sums in
                for source in 0..<itemCount where sums[source] > 0 {
                    if source != target {
                        sums[source] = similarity(sums[source], source, target)
                        best.offer(sums[source], Int32(truncatingIfNeeded: source))
                    }
                }
            }
            for source in best.indices.sorted() {
                lists.add(from: source, to: Int32(truncatingIfNeeded: target), sums[Int(source)])
            }
        }
        return lists.rows(itemCount: itemCount)
    }

    /// sums[j] = Σ_u userWeights[u]² over the users whom the item shares with j.
    private func addProducts(of item: Int, to sums: inout [Float]) {
        sums.withUnsafeMutableBufferPointer { sums in
            sums.update(repeating: 0)
            for user in itemUsers[item] {
                let weight = userWeights[Int(user)] * userWeights[Int(user)]
                for other in history[Int(user)] { sums[Int(other)] += weight }
            }
        }
    }

    @inline(__always) private func similarity(_ sum: Float, _ a: Int, _ b: Int) -> Float {
        let product = sum * itemWeights[a] * itemWeights[b]
        return isCosine ? product / (norms[a] * norms[b] + shrinkage) : product
    }
}
