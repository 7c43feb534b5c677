/// Ranks from 1; equal values get the mean of their ranks. `ties` has the size of each group of equal values of more than one.
struct Ranks {
    var ranks: [Double]
    var ties: [Int]

    init(_ values: [Double]) {
        let order = values.indices.sorted { values[$0] < values[$1] }
        ranks = [Double](repeating: 0, count: values.count)
        ties = []
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            let rank = Double(start + 1 + end) / 2
            for index in order[start..<end] { ranks[index] = rank }
            if end - start > 1 { ties.append(end - start) }
            start = end
        }
    }
}
