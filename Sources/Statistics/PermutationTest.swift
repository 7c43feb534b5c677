import Randomness

/// The sign-flip permutation test on paired differences, two-sided: where there is no difference, each could as well have the other sign.
///
/// The statistic is the mean difference. All 2ⁿ assignments of signs are enumerated where that is no more than `resamples` (n counts the
/// differences that are not 0); otherwise `resamples` random ones are drawn, keyed by `seed`, and p = (extreme + 1) / (resamples + 1), which
/// is never 0. Signs are drawn eight at a time: a random byte chooses among the 256 signed sums of eight differences, worked out once.
/// Source: Fisher 1935, "The Design of Experiments", §21; Phipson and Smyth 2010, doi:10.2202/1544-6115.1585.
public func permutationTest(_ differences: [Double], resamples: Int = 9_999, seed: UInt64 = 0) -> TestResult {
    guard !differences.isEmpty, !differences.contains(where: \.isNaN) else { return TestResult(statistic: .nan, pValue: .nan) }
    let kept = differences.filter { $0 != 0 }
    let observed = kept.reduce(0, +), statistic = observed / Double(differences.count)
    guard !kept.isEmpty else { return TestResult(statistic: 0, pValue: 1) }
    // Sums in another order differ in their last bits: what equals the observed sum must count as extreme.
    let bound = abs(observed) - 1e-10 * kept.reduce(0) { $0 + abs($1) }
    let tables = SignedSums(kept)
    if kept.count < 40, 1 << kept.count <= resamples + 1 {
        let extreme = (0..<(1 << kept.count)).count { abs(tables.sum(signs: UInt64($0))) >= bound }
        return TestResult(statistic: statistic, pValue: Double(extreme) / Double(1 << kept.count))
    }
    let sums = tables.sums(resamples, from: RandomStream(seed: seed, purpose: "permutation test"))
    let extreme = sums.count { abs($0) >= bound }
    return TestResult(statistic: statistic, pValue: Double(extreme + 1) / Double(resamples + 1))
}

/// For each block of eight values their 256 sums with signs.
private struct SignedSums {
    private let sums: [Double]
    private let blocks: Int

    init(_ values: [Double]) {
        blocks = (values.count + 7) / 8
        var sums: [Double] = []
        sums.reserveCapacity(blocks * 256)
        for block in 0..<blocks {
            let members = values[(block * 8)..<min(values.count, block * 8 + 8)]
            var table = [0.0]
            // Each value doubles the table: with it subtracted (bit 0) and added (bit 1).
            for value in members { table = table.map { $0 - value } + table.map { $0 + value } }
            for signs in 0..<256 { sums.append(table[signs & (table.count - 1)]) }
        }
        self.sums = sums
    }

    /// With the signs that the bits say, up to 64 of them.
    func sum(signs: UInt64) -> Double {
        var total = 0.0
        for block in 0..<blocks {
            let byte = Int(truncatingIfNeeded: (signs >> UInt64(8 * block)) & 255)
            total += sums[block * 256 + byte]
        }
        return total
    }

    /// With signs that a stream draws: for each assignment a word for every eight blocks. Eight blocks at a time for all assignments, since
    /// their tables (16 kB) stay in the first-level cache, which those of thousands of values do not.
    func sums(_ count: Int, from stream: RandomStream) -> [Double] {
        var totals = [Double](repeating: 0, count: count)
        let wordsEach = (blocks + 7) / 8
        sums.withUnsafeBufferPointer { sums in
            for word in 0..<wordsEach {
                let first = word &* 8, members = min(8, blocks - first)
                for index in 0..<count {
                    var bits = stream.word(index &* wordsEach &+ word), total = 0.0, table = first &* 256
                    for _ in 0..<members {
                        total += sums[table &+ Int(truncatingIfNeeded: bits & 255)]
                        bits >>= 8
                        table &+= 256
                    }
                    totals[index] += total
                }
            }
        }
        return totals
    }
}
