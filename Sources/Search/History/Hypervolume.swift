/// The volume that points dominate below a reference point; losses, smaller is better.
public enum Hypervolume {
    /// By slicing along the last objective: exact, O(n^(m − 1) log n) for m objectives. Points beyond the reference add nothing.
    public static func of(_ points: [[Double]], reference: [Double]) -> Double {
        let inside = points.filter { zip($0, reference).allSatisfy { $0 < $1 } }
        guard let dimensions = inside.first?.count else { return 0 }
        if dimensions == 1 { return reference[0] - (inside.map { $0[0] }.min() ?? reference[0]) }
        let last = dimensions - 1
        let sorted = inside.sorted { $0[last] < $1[last] }
        var volume = 0.0
        for index in sorted.indices {
            let top = index + 1 < sorted.count ? sorted[index + 1][last] : reference[last]
            guard top > sorted[index][last] else { continue }
            let slice = sorted[...index].map { Array($0.dropLast()) }
            volume += (top - sorted[index][last]) * of(slice, reference: Array(reference.dropLast()))
        }
        return volume
    }
}
