/// The order among candidates with equal scores: a pseudo-random permutation for each user, a function of (seed, user, item) alone.
///
/// Neither item order (which in many data sets follows popularity) nor "relevant first" or "last" may decide: a scorer that gives all
/// items one score then gets the hit rate K / candidates that it deserves, and every model meets the same order, at any thread count.
/// A metric under this order is an unbiased draw of its expectation over random orders.
struct TieOrder: Sendable {
    private let key: UInt64

    init(seed: UInt64, user: Int32) {
        key = Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ UInt64(UInt32(bitPattern: user)) &* 0xD1B5_4A32_D192_ED03)
    }

    @inline(__always)
    private func hash(_ item: Int32) -> UInt64 { Self.mix(key ^ UInt64(UInt32(bitPattern: item)) &* 0x9E37_79B9_7F4A_7C15) }

    /// Whether `first` ranks above `second` when their scores are equal.
    @inline(__always)
    func places(_ first: Int32, before second: Int32) -> Bool { hash(first) < hash(second) }

    /// Finaliser of SplitMix64, a bijection, so that no two items of a user have the same hash. Source: doi:10.1145/2660193.2660195.
    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
