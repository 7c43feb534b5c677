import Datasets
import Diagnostics
import Layers
import Parameters

public struct EASEParameters: ParameterRecord {
    public var regularization = 500.0
    public var neighbors: Int?

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("regularization", \.regularization, in: .positive, "λ of the squared weights, in interactions"),
        Field(
            "neighbors", \.neighbors, in: 1...1_000_000,
            "keep of each item's column of B only so many weights, the largest in magnitude; null: all, I × I numbers of 4 bytes"),
    ]
}

/// EASE: the item–item weights B, without a diagonal, that rebuild the binary matrix X (U × I) best: min |X − X B|² + λ |B|², diag B = 0.
/// In closed form, with P = (XᵀX + λ I)⁻¹: B_ij = −P_ij / P_jj. Scores are X B.
///
/// XᵀX is inverted in place (Cholesky, float32), so fitting takes I² · 4 bytes and about I³ operations on one thread: the result does not
/// depend on how many there are. Deviation: the option `neighbors`, which makes the artifact small.
public enum EASE: ItemItemDefinition {
    public static let id = "ease"
    public static let version = 1
    public static let documentation = "Item-item regression in closed form; memory and time grow with the square and cube of the items."
    public static let paper = "Steck 2019, Embarrassingly shallow autoencoders for sparse data, arXiv:1905.03375, eq. 8"
    public static let isIterative = false
    public static let fields = EASEParameters.declarations

    public static func kind(_ parameters: ParameterValue) -> ModelKind { .implicit }

    public static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel {
        let options = try EASEParameters(resolved: parameters)
        try data.check(for: id)
        return ClosedFormModel(definition: Self.self, parameters: parameters, data: data) { data in
            let history = data.history
            return history.tensors + (try fit(history, options, itemCount: data.itemCount)).tensors(itemCount: data.itemCount)
        }
    }

    private static func fit(_ history: SeenItems, _ options: EASEParameters, itemCount: Int) throws -> ItemWeights {
        var matrix = [Float](repeating: 0, count: itemCount * itemCount)
        addCounts(history, history.transposed(itemCount), to: &matrix)
        for item in 0..<itemCount { matrix[item * itemCount + item] += Float(options.regularization) }
        guard invertPositiveDefinite(&matrix, size: itemCount) else {
            throw Failure(
                .stageFailed, "model 'ease' cannot invert XᵀX + \(options.regularization) I in single precision",
                hint: "raise regularization")
        }
        let diagonal = (0..<itemCount).map { matrix[$0 * itemCount + $0] }
        if let neighbors = options.neighbors { return .sparse(nearest(neighbors, matrix, diagonal)) }
        matrix.withUnsafeMutableBufferPointer { matrix in
            for row in 0..<itemCount {
                for column in 0..<itemCount { matrix[row * itemCount + column] /= -diagonal[column] }
                matrix[row * itemCount + row] = 0
            }
        }
        return .dense(matrix)
    }

    /// The upper triangle of XᵀX.
    private static func addCounts(_ history: SeenItems, _ itemUsers: AdjacencyLists, to matrix: inout [Float]) {
        let itemCount = itemUsers.count
        matrix.withUnsafeMutableBufferPointer { matrix in
            for item in 0..<itemCount {
                for user in itemUsers[item] {
                    for other in history[Int(user)].reversed() {
                        if other < item { break }
                        matrix[item * itemCount + Int(other)] += 1
                    }
                }
            }
        }
    }

    private static func nearest(_ neighbors: Int, _ inverse: [Float], _ diagonal: [Float]) -> SparseRows {
        let itemCount = diagonal.count
        var best = NearestItems(limit: min(neighbors, itemCount)), lists = NeighborLists()
        inverse.withUnsafeBufferPointer { inverse in
            for target in 0..<itemCount {
                let row = UnsafeBufferPointer(rebasing: inverse[target * itemCount..<(target + 1) * itemCount])
                best.removeAll()
                for source in 0..<itemCount where source != target { best.offer(abs(row[source]), Int32(truncatingIfNeeded: source)) }
                for source in best.indices.sorted() {
                    lists.add(from: source, to: Int32(truncatingIfNeeded: target), -row[Int(source)] / diagonal[target])
                }
            }
        }
        return lists.rows(itemCount: itemCount)
    }

    public static func itemLikeness(
        _ source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> ItemLikeness? { try ItemItem.likeness(source, isSymmetric: false, itemCount: itemCount) }

    public static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        try ItemItemScorer(
            weights, model: id, isSparse: EASEParameters(resolved: parameters).neighbors != nil, userCount: userCount,
            itemCount: itemCount)
    }
}
