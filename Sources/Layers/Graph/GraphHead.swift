import Tensor

/// What the final vectors of a graph network are trained by.
public enum GraphLoss: Sendable {
    /// −ln σ(u·i − u·j) of triples (u, i, j); see `PairwiseHead`.
    case pairwise
    /// Softmax of cosines over the positives of a batch; `logProbabilities` (ln Q of each node as a positive) are subtracted when given. See
    /// `SoftmaxHead`.
    case sampledSoftmax(temperature: Double, logProbabilities: [Float]?)

    /// Whether batches name a negative for each pair.
    public var hasNegatives: Bool {
        switch self {
        case .pairwise: true
        case .sampledSoftmax: false
        }
    }

    /// Its end of a network on `graph` with final vectors of `columns` elements.
    func head(graph: BipartiteGraph, batchCapacity: Int, columns: Int) -> any GraphHead {
        let touched = min(3 * batchCapacity, graph.nodeCount)
        switch self {
        case .pairwise: return PairwiseHead(batchCapacity: batchCapacity, touchedCapacity: touched, columns: columns)
        case .sampledSoftmax(let temperature, let logProbabilities):
            return SoftmaxHead(
                graph: graph, batchCapacity: batchCapacity, touchedCapacity: touched, columns: columns, temperature: temperature,
                logProbabilities: logProbabilities)
        }
    }
}

/// The end of a graph network: a loss of the final vectors of a batch's nodes.
protocol GraphHead: AnyObject {
    /// Final vectors of the touched nodes, with their gradients: rows are slots of the batch.
    var vectors: Tensor { get }
    /// The sum of the losses of the batch's pairs; leaves the gradient of their mean in the gradient of `vectors`.
    func evaluate(_ batch: GraphBatch) -> Double
    /// What scores by dot products, from the network's final vectors of all nodes.
    func scoring(_ vectors: [Float]) -> [Float]
}
