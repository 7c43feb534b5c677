import Search

/// Of a history that grows: the best trial, and who had an assignment first. Asking the history itself takes time in proportion to it.
struct Standings {
    private var leader: (loss: Double, number: Int)?
    private(set) var best: Trial?
    /// The first trial with an assignment that is complete.
    private var first: [Assignment: Int] = [:]

    /// Call it when a trial changes. Trials that are complete stay so.
    mutating func note(_ trial: Trial, in history: History) {
        guard history.state(of: trial) == .complete else { return }
        first[trial.assignment] = min(first[trial.assignment] ?? .max, trial.number)
        guard trial.violation == 0, let loss = history.losses(of: trial).first, !loss.isNaN else { return }
        if let leader, (leader.loss, leader.number) <= (loss, trial.number) { return }
        (leader, best) = ((loss, trial.number), trial)
    }

    /// A complete trial of a smaller number with the same assignment.
    func twin(of assignment: Assignment, before number: Int, in history: History) -> Trial? {
        first[assignment].flatMap { $0 < number ? history.trial($0) : nil }
    }
}
