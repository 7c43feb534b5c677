// Loops over a row of scores in explicit lanes: the compiler turns a loop of comparisons into branches, not into vector instructions.

private typealias Lanes = SIMD16<Float>
private typealias Counters = SIMD16<Int32>

/// Calls `body` with all lanes of the row, then `rest` with what is left over.
@inline(__always)
private func forEachLanes(_ scores: [Float], _ range: Range<Int>, _ body: (Lanes) -> Void, rest: (Float) -> Void) {
    let row = scores.span.extracting(range)
    let bytes = row.bytes
    let whole = row.count / Lanes.scalarCount * Lanes.scalarCount
    for place in stride(from: 0, to: whole, by: Lanes.scalarCount) {
        body(bytes.unsafeLoadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: Lanes.self))
    }
    for place in whole..<row.count { rest(row[place]) }
}

func nanCount(_ scores: [Float], _ range: Range<Int>) -> Int {
    var counters = Counters.zero, count = 0
    forEachLanes(scores, range) { lanes in
        counters.replace(with: counters &+ 1, where: lanes .!= lanes)
    } rest: { score in
        count += score.isNaN ? 1 : 0
    }
    return count + Int(counters.wrappedSum())
}

/// How many scores of the row are above, how many equal to `score` (itself included), and how many not above; where one of them is not a
/// number, the first and the last do not add up to the row.
func counts(of score: Float, in scores: [Float], _ range: Range<Int>) -> (above: Int, equal: Int, notAbove: Int) {
    var above = Counters.zero, equal = Counters.zero, notAbove = Counters.zero, restAbove = 0, restEqual = 0, restNotAbove = 0
    let wanted = Lanes(repeating: score)
    forEachLanes(scores, range) { lanes in
        above.replace(with: above &+ 1, where: lanes .> wanted)
        equal.replace(with: equal &+ 1, where: lanes .== wanted)
        notAbove.replace(with: notAbove &+ 1, where: lanes .<= wanted)
    } rest: { other in
        restAbove += other > score ? 1 : 0
        restEqual += other == score ? 1 : 0
        restNotAbove += other <= score ? 1 : 0
    }
    return (
        restAbove + Int(above.wrappedSum()), restEqual + Int(equal.wrappedSum()), restNotAbove + Int(notAbove.wrappedSum())
    )
}

/// How many scores of the row are above `score`.
func countAbove(_ score: Float, in scores: [Float], _ range: Range<Int>) -> Int {
    var above = Counters.zero, count = 0
    let wanted = Lanes(repeating: score)
    forEachLanes(scores, range) { lanes in
        above.replace(with: above &+ 1, where: lanes .> wanted)
    } rest: { other in
        count += other > score ? 1 : 0
    }
    return count + Int(above.wrappedSum())
}
