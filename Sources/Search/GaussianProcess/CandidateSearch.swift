import Randomness

/// Finds the point of a space where an acquisition is highest: random points and neighbours of the best trials, then local ascent from the
/// best of each branch.
struct CandidateSearch {
    var acquisition: Acquisition
    let space: SearchSpace
    var stream: RandomStream

    private struct Candidate {
        var point: Assignment
        var value: Double
    }

    /// The best point that is not in `known`; where every one that was looked at is, the best.
    mutating func best(near incumbents: [Assignment], not known: Set<Assignment>) -> Assignment? {
        let random = (0..<800).map { _ in candidate(randomPoint()) }.sorted { $0.value > $1.value }
        var near: [Candidate] = []
        for incumbent in incumbents { for _ in 0..<40 { near.append(candidate(neighbour(of: incumbent))) } }
        near.sort { $0.value > $1.value }
        var found = random + near
        for start in near.prefix(2) + starts(random) { found.append(ascend(start)) }
        found.sort { $0.value > $1.value }
        return (found.first { !known.contains($0.point) } ?? found.first)?.point
    }

    /// The minimum of the model near good trials: the lowest mean that ascent finds from `incumbents`, where it is below theirs by more
    /// than `gain` standard deviations of the losses.
    mutating func refinement(of incumbents: [Assignment], gain: Double, not known: Set<Assignment>) -> Assignment? {
        let goal = acquisition.goal
        defer { acquisition.goal = goal }
        acquisition.goal = .mean
        let starts = incumbents.map(candidate), before = starts.map(\.value).max() ?? 0
        let found = starts.map(ascend).filter { !known.contains($0.point) }.max { $0.value < $1.value }
        return found.flatMap { $0.value - before > gain ? $0.point : nil }
    }

    /// One of the better points with one or two parameters drawn anew: numbers uniformly or by a wide step, choices with what they open.
    mutating func mutation(of incumbents: [Assignment], not known: Set<Assignment>) -> Assignment? {
        var stream = stream
        defer { self.stream = stream }
        for _ in 0..<50 {
            let rank = min(stream.below(max(incumbents.count, 1)), stream.below(max(incumbents.count, 1)))
            guard incumbents.indices.contains(rank) else { return nil }
            let point = incumbents[rank]
            let active = space.parameters.indices.filter { point.codes[$0] != nil && !space.parameters[$0].distribution.isSingle }
            guard !active.isEmpty else { return nil }
            let changed = [active[stream.below(active.count)], stream.uniform() < 0.5 ? active[stream.below(active.count)] : -1]
            let next = space.assignment { index, distribution in
                guard let code = point.codes[index] else { return distribution.code(atUnit: stream.uniform()) }
                if !changed.contains(index) { return code }
                guard let number = distribution.numeric, stream.uniform() < 0.5 else { return distribution.code(atUnit: stream.uniform()) }
                return number.value(atUnit: min(max(number.unit(of: code) + 0.2 * stream.normal(), 0), 1))
            }
            if !known.contains(next) { return next }
        }
        return nil
    }

    private func candidate(_ point: Assignment) -> Candidate {
        let value = acquisition.value(acquisition.encoding.vector(point))
        return Candidate(point: point, value: value.isNaN ? -.infinity : value)
    }

    /// The best five, and the best of every combination of choices, at most ten.
    private func starts(_ candidates: [Candidate]) -> [Candidate] {
        var seen: Set<[Double?]> = [], chosen = Array(candidates.prefix(5))
        for candidate in candidates where chosen.count < 10 {
            let choices = space.parameters.indices.map {
                space.parameters[$0].distribution.numeric == nil ? candidate.point.codes[$0] : nil
            }
            if seen.insert(choices).inserted { chosen.append(candidate) }
        }
        return chosen
    }

    private mutating func randomPoint() -> Assignment {
        var stream = stream
        let point = space.assignment { $1.code(atUnit: stream.uniform()) }
        self.stream = stream
        return point
    }

    /// Some parameters of a point changed: numbers by a normal step of random width, choices drawn anew.
    private mutating func neighbour(of point: Assignment) -> Assignment {
        var stream = stream
        let width = power(10, -0.5 - 2 * stream.uniform()), share = max(1.5 / Double(max(1, space.parameters.count)), stream.uniform())
        let next = space.assignment { index, distribution in
            guard let code = point.codes[index] else { return distribution.code(atUnit: stream.uniform()) }
            if stream.uniform() > share { return code }
            guard let number = distribution.numeric else {
                return stream.uniform() < 0.3 ? distribution.code(atUnit: stream.uniform()) : code
            }
            let unit = min(max(number.unit(of: code) + width * stream.normal(), 0), 1)
            let moved = number.value(atUnit: unit)
            guard moved == code, let step = number.step else { return moved }
            return number.rounded(code + (stream.uniform() < 0.5 ? -step : step))
        }
        self.stream = stream
        return next
    }

    /// Ascends along numbers, then tries the values around every discrete one, then along the continuous ones again.
    private func ascend(_ start: Candidate) -> Candidate {
        var best = climb(start) { $0.count.map { $0 > 12 } ?? true }
        if space.parameters.contains(where: { $0.distribution.count != nil }) {
            best = tryNeighbours(best)
            best = climb(best) { $0.count == nil }
        }
        return best
    }

    private func climb(_ start: Candidate, over isFree: (NumberDistribution) -> Bool) -> Candidate {
        let encoding = acquisition.encoding
        var free: [(parameter: Int, coordinate: Int, number: NumberDistribution)] = []
        for group in encoding.groups {
            guard start.point.codes[group.parameter] != nil, let number = space.parameters[group.parameter].distribution.numeric,
                isFree(number)
            else { continue }
            free.append((group.parameter, group.coordinates.lowerBound, number))
        }
        guard !free.isEmpty else { return start }
        var x = encoding.vector(start.point)
        let found = BoundedMinimizer(iterations: 30, gradientTolerance: 1e-3).minimize(
            free.map { x[$0.coordinate] }, lower: free.map { _ in 0 }, upper: free.map { _ in 1 }
        ) { values in
            for (value, entry) in zip(values, free) { x[entry.coordinate] = value }
            let (value, gradient) = acquisition.valueWithGradient(x)
            return (-value, free.map { -gradient[$0.coordinate] })
        }
        var point = start.point
        for (value, entry) in zip(found.point, free) { point.codes[entry.parameter] = entry.number.value(atUnit: value) }
        let moved = candidate(point)
        return moved.value > start.value ? moved : start
    }

    private func tryNeighbours(_ start: Candidate) -> Candidate {
        var best = start
        for (index, parameter) in space.parameters.enumerated() {
            guard let code = best.point.codes[index], let count = parameter.distribution.count, count > 1 else { continue }
            let opens = space.parameters.contains { $0.condition?.parent == index }
            if opens { continue }
            var others: [Double]
            if count <= 12 {
                others = (0..<count).map(parameter.distribution.code(at:))
            } else if let number = parameter.distribution.numeric, let step = number.step {
                others = [-2.0, -1, 1, 2].map { number.rounded(code + $0 * step) }
            } else {
                others = []
            }
            others.removeAll { $0 == code }
            for other in others {
                var point = best.point
                point.codes[index] = other
                let tried = candidate(point)
                if tried.value > best.value { best = tried }
            }
        }
        return best
    }
}
