/// MT19937 with the 53-bit doubles of NumPy's `RandomState`, so that the sequences of other implementations of TPE can be matched.
/// Everything else in the product draws from `RandomStream`.
///
/// Source: Matsumoto, Nishimura 1998, doi:10.1145/272991.272995; seeding of the 2002 revision.
public struct MersenneTwister {
    private static let size = 624
    private var words: [UInt32]
    private var next = MersenneTwister.size

    public init(seed: UInt32) {
        words = Array(repeating: 0, count: MersenneTwister.size)
        words[0] = seed
        for index in 1..<MersenneTwister.size {
            words[index] = 1_812_433_253 &* (words[index - 1] ^ (words[index - 1] >> 30)) &+ UInt32(index)
        }
    }

    /// Uniform on [0, 1) with 53 bits, from two words.
    public mutating func uniform() -> Double {
        let high = word() >> 5, low = word() >> 6
        return (Double(high) * 67_108_864 + Double(low)) / 9_007_199_254_740_992
    }

    mutating func uniforms(_ count: Int) -> [Double] { (0..<count).map { _ in uniform() } }

    /// As if `count` doubles had been drawn.
    public mutating func skip(_ count: Int) {
        next += 2 * count
        while next > MersenneTwister.size {
            generate()
            next -= MersenneTwister.size
        }
    }

    private mutating func word() -> UInt32 {
        if next == MersenneTwister.size {
            generate()
            next = 0
        }
        var y = words[next]
        next += 1
        y ^= y >> 11
        y ^= (y << 7) & 0x9D2C_5680
        y ^= (y << 15) & 0xEFC6_0000
        return y ^ (y >> 18)
    }

    private mutating func generate() {
        func twist(_ upper: UInt32, _ lower: UInt32) -> UInt32 {
            let y = (upper & 0x8000_0000) | (lower & 0x7FFF_FFFF)
            return (y >> 1) ^ (0 &- (y & 1)) & 0x9908_B0DF
        }
        for index in 0..<227 { words[index] = words[index + 397] ^ twist(words[index], words[index + 1]) }
        for index in 227..<623 { words[index] = words[index - 227] ^ twist(words[index], words[index + 1]) }
        words[623] = words[396] ^ twist(words[623], words[0])
    }
}
