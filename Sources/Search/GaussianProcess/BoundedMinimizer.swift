/// Limited-memory BFGS within bounds: quasi-Newton steps over the coordinates that are not held by a bound, projected, with backtracking.
///
/// Source: Nocedal 1980, doi:10.1090/S0025-5718-1980-0572855-7; projection as in Bertsekas 1982, doi:10.1137/0320018.
struct BoundedMinimizer {
    var iterations = 50
    /// Stops where no free coordinate of the gradient is larger.
    var gradientTolerance = 1e-4
    private let memory = 8

    init(iterations: Int = 50, gradientTolerance: Double = 1e-4) {
        self.iterations = iterations
        self.gradientTolerance = gradientTolerance
    }

    /// `function` gives value and gradient; a value that is not finite counts as infinitely bad.
    func minimize(
        _ start: [Double], lower: [Double], upper: [Double], _ function: ([Double]) -> (value: Double, gradient: [Double])
    ) -> (point: [Double], value: Double) {
        var point = zip(start, zip(lower, upper)).map { min(max($0, $1.0), $1.1) }
        var (value, gradient) = function(point)
        guard value.isFinite else { return (point, .infinity) }
        var steps: [(step: [Double], change: [Double])] = []
        for _ in 0..<iterations {
            let free = point.indices.map { !(point[$0] <= lower[$0] && gradient[$0] > 0) && !(point[$0] >= upper[$0] && gradient[$0] < 0) }
            guard free.indices.contains(where: { free[$0] && abs(gradient[$0]) > gradientTolerance }) else { break }
            var direction = BoundedMinimizer.direction(gradient, free, steps)
            if BoundedMinimizer.dot(direction, gradient) >= 0 {
                steps = []
                direction = BoundedMinimizer.direction(gradient, free, [])
            }
            guard let next = search(point, value, gradient, direction, lower, upper, function) else {
                if steps.isEmpty { break }
                steps = []
                continue
            }
            let step = zip(next.point, point).map { $0 - $1 }, change = zip(next.gradient, gradient).map { $0 - $1 }
            if BoundedMinimizer.dot(step, change) > 1e-12 * BoundedMinimizer.dot(change, change) { steps.append((step, change)) }
            if steps.count > memory { steps.removeFirst() }
            let gain = value - next.value
            (point, value, gradient) = (next.point, next.value, next.gradient)
            if gain <= 1e-9 * max(1, abs(value)) { break }
        }
        return (point, value)
    }

    /// Halves the step until the value falls by a tenth of a thousandth of what the slope promises.
    private func search(
        _ point: [Double], _ value: Double, _ gradient: [Double], _ direction: [Double], _ lower: [Double], _ upper: [Double],
        _ function: ([Double]) -> (value: Double, gradient: [Double])
    ) -> (point: [Double], value: Double, gradient: [Double])? {
        var length = 1.0
        for _ in 0..<12 {
            let next = point.indices.map { min(max(point[$0] + length * direction[$0], lower[$0]), upper[$0]) }
            let promised = next.indices.reduce(0.0) { $0 + gradient[$1] * (next[$1] - point[$1]) }
            let found = function(next)
            if found.value.isFinite, found.value <= value + 1e-4 * promised, promised < 0 { return (next, found.value, found.gradient) }
            length *= 0.4
        }
        return nil
    }

    /// The two-loop recursion on the free coordinates; the first step has length at most 1.
    private static func direction(_ gradient: [Double], _ free: [Bool], _ steps: [(step: [Double], change: [Double])]) -> [Double] {
        var q = gradient.indices.map { free[$0] ? gradient[$0] : 0 }
        var alphas: [Double] = []
        for pair in steps.reversed() {
            let alpha = dot(pair.step, q) / dot(pair.step, pair.change)
            alphas.append(alpha)
            for index in q.indices { q[index] -= alpha * pair.change[index] }
        }
        if let last = steps.last {
            let scale = dot(last.step, last.change) / dot(last.change, last.change)
            for index in q.indices { q[index] *= scale }
        } else {
            let norm = dot(q, q).squareRoot()
            if norm > 1 { for index in q.indices { q[index] /= norm } }
        }
        for (pair, alpha) in zip(steps, alphas.reversed()) {
            let beta = dot(pair.change, q) / dot(pair.step, pair.change)
            for index in q.indices { q[index] += (alpha - beta) * pair.step[index] }
        }
        return q.indices.map { free[$0] ? -q[$0] : 0 }
    }

    private static func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for index in a.indices { sum += a[index] * b[index] }
        return sum
    }
}
