import Parameters

/// Successive halving from several first rungs at once, since no single one suits every curve: bracket b starts at min · η^b epochs. Trials
/// belong to brackets by their number, in turns that give every bracket about the same number of epochs; only trials of one bracket are
/// compared. Stopped trials go on as in `asha`.
///
/// Source: Li et al. 2018, "Hyperband", JMLR 18(185), arXiv:1603.06560; brackets filled asynchronously as in arXiv:1810.05934.
public struct HyperbandPruner: Pruner {
    public static let id = "hyperband"
    public static let summary = "asha from several first rungs at once, for curves that cross"

    public struct Options: ParameterRecord {
        public var reductionFactor = 3
        public var minEpochs = 1
        public var maxEpochs = 27

        public init() {}

        public static let fields: [Field<Options>] = [
            Field("reduction_factor", \.reductionFactor, in: 2...100, "η: one of so many trials goes on"),
            Field("min_epochs", \.minEpochs, in: 1...1_000_000, "epochs of the first rung of the first bracket"),
            Field("max_epochs", \.maxEpochs, in: 1...1_000_000, "epochs of a trial that nothing stops"),
        ]
    }

    private let brackets: [Rungs]
    /// The brackets of consecutive trials, repeated.
    private let turns: [Int]

    public init(_ options: Options = Options()) {
        let starts = Rungs(first: options.minEpochs, factor: options.reductionFactor).below(options.maxEpochs) + [options.maxEpochs]
        brackets = starts.map { Rungs(first: $0, factor: options.reductionFactor) }
        // A bracket that starts late costs more a trial: η^s · (number of brackets) / (s + 1) trials for s rungs, as in the paper.
        let count = starts.count
        let sizes = (0..<count).map { bracket in
            let rungs = count - 1 - bracket
            let size = power(Double(options.reductionFactor), Double(rungs)) * Double(count) / Double(rungs + 1)
            return Int(min(size.rounded(.up), 1000))
        }
        turns = HyperbandPruner.interleaved(sizes)
    }

    public func bracket(of number: Int) -> Int { turns[number % turns.count] }

    public func stops(_ trial: Trial, in history: History) -> Bool {
        let bracket = bracket(of: trial.number)
        guard let epoch = trial.reports.last?.epoch, brackets[bracket].isRung(epoch) else { return false }
        let reported = history.losses(at: epoch) { self.bracket(of: $0.number) == bracket }
        return !brackets[bracket].isPromotable(trial, at: epoch, reported)
    }

    public func promotion(in history: History, maximumEpochs: Int) -> Int? {
        for (index, rungs) in brackets.enumerated() {
            if let number = rungs.promotion(in: history, maximumEpochs: maximumEpochs, where: { bracket(of: $0.number) == index }) {
                return number
            }
        }
        return nil
    }

    /// Spreads the brackets over a round in proportion to their sizes: each time the one that is furthest behind.
    private static func interleaved(_ sizes: [Int]) -> [Int] {
        let total = sizes.reduce(0, +)
        var given = Array(repeating: 0, count: sizes.count), turns: [Int] = []
        for position in 1...max(total, 1) {
            let lag = sizes.indices.map { Double(sizes[$0]) * Double(position) / Double(total) - Double(given[$0]) }
            let next = lag.indices.reduce(0) { lag[$1] > lag[$0] ? $1 : $0 }
            given[next] += 1
            turns.append(next)
        }
        return turns
    }
}
