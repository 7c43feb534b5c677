import Glibc

/// T5's relative positions: near distances have a bucket each, far ones share buckets whose width grows as the logarithm, half of the
/// buckets for keys before the query and half for those after it. Source: Raffel et al. 2020, section 2.1.
struct RelativePositions {
    private let heads: Int
    private let buckets: Int
    private let maximumDistance: Int
    /// buckets × heads
    private let values: [Float]

    init(_ configuration: EncoderConfiguration, values: [Float]) {
        heads = configuration.heads
        buckets = configuration.positionBuckets
        maximumDistance = configuration.maximumDistance
        self.values = values
    }

    /// biases[head][distance + longest − 1] for each distance = key − query that texts of `longest` tokens have.
    func fill(_ biases: UnsafeMutablePointer<Float>, longest: Int) {
        let span = 2 * longest - 1
        for position in 0..<max(0, span) {
            let bucket = bucket(ofDistance: position - longest + 1)
            for head in 0..<heads { biases[head * span + position] = values[bucket * heads + head] }
        }
    }

    func bucket(ofDistance distance: Int) -> Int {
        let half = buckets / 2, exact = half / 2, magnitude = abs(distance)
        let side = distance > 0 ? half : 0
        if magnitude < exact { return side + magnitude }
        // In single precision, as the models were trained.
        let ratio = logf(Float(magnitude) / Float(exact)) / Float(log(Double(maximumDistance) / Double(exact)))
        return side + min(half - 1, exact + Int(ratio * Float(half - exact)))
    }
}
