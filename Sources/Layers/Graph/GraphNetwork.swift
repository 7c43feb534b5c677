import Randomness
import Tensor

/// A network over all nodes of a graph that gives each a final vector; the score of a user and an item is the dot product of theirs.
public protocol GraphNetwork: AnyObject {
    /// What an optimizer moves.
    var parameters: [(name: String, tensor: Network.Layer)] { get }
    /// Size of the final vectors.
    var outputColumns: Int { get }

    /// Forward, loss and gradient of a batch: returns the SUM of its pairs' losses without regularization, and leaves the gradient of
    /// their mean plus regularization in `parameters`. When the sum is not finite there is no gradient.
    func evaluate(_ batch: GraphBatch, random: inout RandomStream) -> Double

    /// Final vectors of all nodes, row-major, without dropout, as they score by dot products.
    func finalVectors() -> [Float]
}

extension GraphNetwork {
    /// The first weight that is not finite; rows of `embedding` are nodes, users before items.
    public func firstNonFinite() -> NonFinite? {
        for (name, tensor) in parameters {
            if let found = NonFinite.first(in: tensor.storage, columns: tensor.columns, name: name, isTable: false) { return found }
        }
        return nil
    }
}
