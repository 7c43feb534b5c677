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
    private var groups: [[Int]] = [] { didSet { findModelled() } }
    /// Of the groups what is modelled: each by name, single values left out; who is in one, and how much a proposal draws for them.
    private var modelled: [[Int]] = []
    private var isModelled: [Bool]
    private var groupDraws = 0
    private let isSingle: [Bool]

    init(space: SearchSpace, grouping: Grouping, startupTrials: Int, candidates: Int) {
        self.space = space
        self.grouping = grouping
        self.startupTrials = startupTrials
        self.candidates = candidates
        isSingle = space.parameters.map(\.distribution.isSingle)
        isModelled = Array(repeating: false, count: space.parameters.count)
    }

    var isStartup: Bool { finished < startupTrials }

    /// The sets modelled together at this trial, each by name, single values left out; empty while trials are random.
    var jointGroups: [[Int]] { isStartup ? [] : modelled }

    private mutating func findModelled() {
        modelled = groups.map { group in
            group.filter { !isSingle[$0] }.sorted { (space.parameters[$0].name, $0) < (space.parameters[$1].name, $1) }
        }.filter { !$0.isEmpty }
        isModelled = Array(repeating: false, count: isSingle.count)
        for index in modelled.joined() { isModelled[index] = true }
        groupDraws = modelled.reduce(0) { $0 + candidates * (1 + $1.count) }
    }

    /// Goes past a trial: what it drew, then what its end tells later trials.
    mutating func pass(_ trial: Trial, _ state: TrialState) {
        let codes = trial.assignment.codes, active = isSingle.indices.filter { $0 < codes.count && codes[$0] != nil }
        if isStartup {
            for index in active where !isSingle[index] { randomDraws += TPEPlan.randomDraws(space.parameters[index].distribution) }
        } else {
            modelDraws += groupDraws + active.count { !isSingle[$0] && !isModelled[$0] } * candidates * 2
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
