/// Fills a network's batches, epoch by epoch. What an epoch yields depends on the seed and its number alone.
public protocol BatchSampler: AnyObject {
    /// Rows of scores in one epoch.
    var rowsPerEpoch: Int { get }
    func begin(epoch: Int)
    /// Writes users, items and targets of the next samples, at most `limit` rows (no more than the network's capacity); returns how many
    /// rows, 0 at the end of the epoch.
    func fill(_ network: Network, atMost limit: Int) -> Int
}

extension BatchSampler {
    /// As many as the network holds.
    public func fill(_ network: Network) -> Int { fill(network, atMost: network.capacity) }
}
