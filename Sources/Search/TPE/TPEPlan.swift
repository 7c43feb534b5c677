/// Which parameters TPE models together at each trial, and how many random numbers each trial uses. Following the trials from the first
/// gives the position in the two random streams at which any trial starts, so that nothing but the history needs to be kept.
struct TPEPlan {
    enum Grouping: String, Sendable, CaseIterable {
        /// One model over the parameters that every finished trial has; the others one by one.
        case joint
        /// Every parameter by itself.
        case independent
        /// One model for each set of parameters that occur together, so that conditional branches have their own.
        case group
    }

    let space: SearchSpace
    let grouping: Grouping
    let startupTrials: Int
    let candidates: Int

    /// Doubles drawn so far from the stream of random trials and from the stream of models.
    private(set) var randomDraws = 0
    private(set) var modelDraws = 0
    private(set) var finished = 0
    /// Sets of parameters that are modelled together; in joint grouping at most one.
    private var groups: [[Int]] = []

    init(space: SearchSpace, grouping: Grouping, startupTrials: Int, candidates: Int) {
        self.space = space
        self.grouping = grouping
        self.startupTrials = startupTrials
        self.candidates = candidates
    }

    var isStartup: Bool { finished < startupTrials }

    /// The sets modelled together at this trial, each by name, single values left out; empty while trials are random.
    var jointGroups: [[Int]] {
        guard !isStartup else { return [] }
        return groups.map { group in
            group.filter { !space.parameters[$0].distribution.isSingle }.sorted {
                (space.parameters[$0].name, $0) < (space.parameters[$1].name, $1)
            }
        }.filter { !$0.isEmpty }
    }

    /// Goes past a trial: what it drew, then what its end tells later trials.
    mutating func pass(_ trial: Trial, _ state: TrialState) {
        let active = space.parameters.indices.filter { trial.assignment.codes.indices.contains($0) && trial.assignment.codes[$0] != nil }
        let drawn = active.filter { !space.parameters[$0].distribution.isSingle }
        if isStartup {
            for index in drawn { randomDraws += TPEPlan.randomDraws(space.parameters[index].distribution) }
        } else {
            var joint: Set<Int> = []
            for group in jointGroups {
                joint.formUnion(group)
                modelDraws += candidates * (1 + group.count)
            }
            modelDraws += drawn.count { !joint.contains($0) } * candidates * 2
        }
        guard state == .complete || state == .pruned else { return }
        learn(active)
        finished += 1
    }

    /// A random trial takes one double for a number and one for each of the choices of a list.
    static func randomDraws(_ distribution: Distribution) -> Int { distribution.numeric != nil ? 1 : distribution.count ?? 1 }

    private mutating func learn(_ active: [Int]) {
        switch grouping {
        case .independent: break
        case .joint:
            let known = groups.first ?? []
            if finished > 0 && known.count == active.count && known == active { return }
            let held = Set(active)
            groups = [finished == 0 ? active : known.filter(held.contains)]
        case .group:
            if groups.contains(active) { return }
            var rest = Set(active), next: [[Int]] = []
            for group in groups {
                next.append(group.filter(rest.contains))
                next.append(group.filter { !rest.contains($0) })
                rest.subtract(group)
            }
            next.append(rest.sorted())
            groups = next.filter { !$0.isEmpty }
        }
    }
}
