// Loops over a row of scores, kept free of branches so that the compiler turns them into vector instructions.

func nanCount(_ scores: [Float], _ range: Range<Int>) -> Int {
    var count: Int32 = 0
    let row = scores.span.extracting(range)
    for place in row.indices { count &+= row[unchecked: place] != row[unchecked: place] ? 1 : 0 }
    return Int(count)
}

/// How many scores of the row are above, and how many equal to `score` (itself included).
func counts(of score: Float, in scores: [Float], _ range: Range<Int>) -> (above: Int, equal: Int) {
    var above: Int32 = 0, equal: Int32 = 0
    let row = scores.span.extracting(range)
    for place in row.indices {
        let other = row[unchecked: place]
        above &+= other > score ? 1 : 0
        equal &+= other == score ? 1 : 0
    }
    return (Int(above), Int(equal))
}

/// How many scores of the row are at least `score`.
func countAtLeast(_ score: Float, in scores: [Float], _ range: Range<Int>) -> Int {
    var count: Int32 = 0
    let row = scores.span.extracting(range)
    for place in row.indices { count &+= row[unchecked: place] >= score ? 1 : 0 }
    return Int(count)
}
