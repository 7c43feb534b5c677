/// A reproducible stream of random numbers keyed by (seed, purpose, position): what it yields does not depend on what else
/// was drawn, on scheduling, or on the platform.
///
/// The key is mixed into a 64-bit state with the finaliser of SplitMix64 and the stream is SplitMix64.
/// Source: Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators", doi:10.1145/2660193.2660195.
/// Passing `purpose` as text keeps streams of different uses apart ("shuffle", "negatives", "dropout").
public struct RandomStream: RandomNumberGenerator, Sendable {
    /// SplitMix64's state, for kernels that draw the next numbers themselves and put it back.
    public var state: UInt64

    public init(seed: UInt64, purpose: String, position: UInt64 = 0) {
        var state = RandomStream.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
        for byte in purpose.utf8 { state = RandomStream.mix(state ^ UInt64(byte) &+ 0x9E37_79B9_7F4A_7C15) }
        self.state = RandomStream.mix(state ^ RandomStream.mix(position &+ 0xD1B5_4A32_D192_ED03))
    }

    @inlinable @inline(__always)
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    @inlinable public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return RandomStream.mix(state)
    }

    /// The word that `next()` will give after `skipped` others.
    @inlinable @inline(__always) public func word(_ skipped: Int) -> UInt64 {
        RandomStream.mix(state &+ 0x9E37_79B9_7F4A_7C15 &* (UInt64(truncatingIfNeeded: skipped) &+ 1))
    }

    /// Uniform on [0, 1) with 53 bits.
    @inlinable public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform on 0..<bound (bound ≥ 1), by multiplication and shift; the bias is below bound / 2⁶⁴.
    @inlinable public mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Fisher–Yates; the permutation is part of this type's contract (unlike `Array.shuffle`, which may change between Swift versions).
    @inlinable public mutating func shuffle<Element>(_ elements: inout [Element]) {
        guard elements.count > 1 else { return }
        for last in stride(from: elements.count - 1, to: 0, by: -1) { elements.swapAt(last, below(last + 1)) }
    }
}

extension RandomStream {
    /// Standard normal by Box–Muller (one of the pair; the other is dropped so that positions stay simple).
    public mutating func normal() -> Double {
        let radius = (-2 * logarithm(1 - uniform())).squareRoot()
        return radius * cosine(2 * Double.pi * uniform())
    }
}
