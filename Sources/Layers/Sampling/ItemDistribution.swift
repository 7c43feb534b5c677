import CKernels
import Glibc
import Randomness

/// Draws items with probability Q(i) ∝ w_i in constant time, by Walker's alias method.
/// Source: Vose 1991, doi:10.1109/32.92917.
public struct ItemDistribution: Sendable {
    /// Q by item.
    public let probabilities: [Double]
    private let thresholds: [Double]
    private let aliases: [Int32]
    /// Items that can be drawn at all.
    public var drawableCount: Int { probabilities.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } }

    /// Weights are finite, not negative, and not all 0.
    public init(weights: [Double]) {
        let total = weights.reduce(0, +), count = weights.count
        probabilities = weights.map { $0 / total }
        var scaled = probabilities.map { $0 * Double(count) }
        var thresholds = [Double](repeating: 1, count: count), aliases = (0..<count).map { Int32($0) }
        var small = scaled.indices.filter { scaled[$0] < 1 }, large = scaled.indices.filter { scaled[$0] >= 1 }
        while let less = small.popLast(), let more = large.last {
            (thresholds[less], aliases[less]) = (scaled[less], Int32(more))
            scaled[more] -= 1 - scaled[less]
            if scaled[more] < 1 {
                large.removeLast()
                small.append(more)
            }
        }
        (self.thresholds, self.aliases) = (thresholds, aliases)
    }

    @inline(__always) func draw(_ random: inout RandomStream) -> Int32 {
        let item = random.below(thresholds.count)
        return random.uniform() < thresholds[item] ? Int32(truncatingIfNeeded: item) : aliases[item]
    }

    /// ln Q by item; 0 for items that are never drawn.
    var logProbabilities: [Float] { probabilities.map { $0 > 0 ? Float(log($0)) : 0 } }

    /// Hands the kernels their view of it.
    func withAlias<Result>(_ body: (UnsafePointer<ck_alias>) -> Result) -> Result {
        thresholds.withUnsafeBufferPointer { thresholds in
            aliases.withUnsafeBufferPointer { aliases in
                var view = ck_alias(thresholds: thresholds.baseAddress, aliases: aliases.baseAddress)
                return withUnsafePointer(to: &view, body)
            }
        }
    }

    /// One draw, for those outside this module.
    public func item(_ random: inout RandomStream) -> Int32 { draw(&random) }
}

extension NegativeSampling {
    /// Q over `itemCount` items, of which `items` holds one entry for each training interaction.
    public func distribution(items: [Int32], itemCount: Int) -> ItemDistribution {
        switch self {
        case .uniform: return ItemDistribution(weights: [Double](repeating: 1, count: itemCount))
        case .popularity(let options):
            var counts = [Double](repeating: 0, count: itemCount)
            for item in items { counts[Int(item)] += 1 }
            return ItemDistribution(weights: counts.map { $0 > 0 ? pow($0, options.exponent) : 0 })
        }
    }
}
