/// Points that fill the unit cube evenly: any 2^k first points have one in each of 2^k equal cells of every dimension.
///
/// Scrambled by a hash that permutes every digit depending on the digits before it (nested uniform scrambling), which keeps that property
/// and makes estimates unbiased.
/// Source: Sobol 1967, doi:10.1016/0041-5553(67)90144-9; Laine, Karras 2011, doi:10.1111/j.1467-8659.2011.01981.x; constants of Burley
/// 2020, "Practical hash-based Owen scrambling", JCGT 9(4).
public enum SobolSequence {
    /// Dimensions beyond have no direction numbers here.
    public static let maximumDimensions = sobolDirections.count + 1

    /// Coordinate `dimension` (from 0) of point `index`, on [0, 1). Nil beyond the last dimension.
    public static func coordinate(_ index: UInt32, _ dimension: Int, scramble: UInt32? = nil) -> Double? {
        guard (0..<maximumDimensions).contains(dimension) else { return nil }
        let numbers = directions[dimension]
        // In order of the Gray code, as usual implementations give them.
        var rest = index ^ (index >> 1), bits: UInt32 = 0, position = 0
        while rest != 0 {
            if rest & 1 == 1 { bits ^= numbers[position] }
            rest >>= 1
            position += 1
        }
        return Double(scramble.map { nestedScramble(bits, $0) } ?? bits) * 0x1p-32
    }

    private static let directions: [[UInt32]] = [first] + sobolDirections.map(extend)

    private static let first: [UInt32] = (0..<32).map { 1 << (31 - $0) }

    /// v_i = v_{i−s} ⊕ (v_{i−s} >> s) ⊕ the earlier v's that the polynomial of degree s names.
    private static func extend(_ row: [UInt32]) -> [UInt32] {
        let degree = row.count - 1, polynomial = row[0]
        var numbers = (0..<degree).map { row[$0 + 1] << UInt32(31 - $0) }
        for index in degree..<32 {
            var value = numbers[index - degree] ^ (numbers[index - degree] >> UInt32(degree))
            for lag in 1..<max(degree, 1) where (polynomial >> UInt32(degree - lag)) & 1 == 1 { value ^= numbers[index - lag] }
            numbers.append(value)
        }
        return numbers
    }

    private static func nestedScramble(_ bits: UInt32, _ seed: UInt32) -> UInt32 {
        var x = reversed(bits)
        x ^= x &* 0x3D20_ADEA
        x &+= seed
        x &*= (seed >> 16) | 1
        x ^= x &* 0x0552_6C56
        x ^= x &* 0x53A2_2864
        return reversed(x)
    }

    private static func reversed(_ value: UInt32) -> UInt32 {
        var x = value
        x = (x >> 1) & 0x5555_5555 | (x & 0x5555_5555) << 1
        x = (x >> 2) & 0x3333_3333 | (x & 0x3333_3333) << 2
        x = (x >> 4) & 0x0F0F_0F0F | (x & 0x0F0F_0F0F) << 4
        return x.byteSwapped
    }
}
