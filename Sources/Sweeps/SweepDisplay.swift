import Console
import Diagnostics
import Engine
import Glibc
import Parameters
import Quantities
import RunDatabase
import Search

/// Shows a sweep: a line for the whole and one for each running trial on a terminal, lines for trials that ended; plain lines elsewhere.
final class SweepDisplay {
    private let plan: SweepPlan
    private let display: ProgressDisplay
    private let whole = "sweep"
    private var hasBegun = false
    /// Why trials failed, and the first that did so.
    private var failures: [String: Int] = [:]

    init(_ plan: SweepPlan, isQuiet: Bool) {
        self.plan = plan
        display = ProgressDisplay(quiet: isQuiet)
    }

    func close() { display.close() }

    /// Something that a person should know, also where nobody wants to see progress.
    func note(_ text: String) {
        guard display.mode == .quiet else { return display.note(text) }
        writeLine(text)
    }

    /// The line of the whole sweep.
    func update(_ sweep: SweepCoordinator) {
        guard display.mode == .live else { return }
        if !hasBegun { display.start(whole, title: "sweep \(plan.name)") }
        hasBegun = true
        let trials = sweep.history.trials
        let ended = trials.count { $0.state != .running }, pruned = trials.count { $0.state == .pruned }
        let failed = trials.count { $0.state == .failed }
        var parts = ["\(ended) of \(plan.settings.trials)"]
        if pruned > 0 { parts.append("\(pruned) pruned") }
        if failed > 0 { parts.append("\(failed) failed") }
        if let best = sweep.standings.best, let value = best.values.first {
            parts.append("best \(formatMetric(value)) (trial \(best.number))")
        }
        if sweep.stagesFromCache > 0 {
            let saved = sweep.savedSeconds >= 1 ? ", saving \(formatDuration(sweep.savedSeconds))" : ""
            parts.append("\(formatCount(sweep.stagesFromCache)) stages from the cache\(saved)")
        }
        display.update(
            whole, ProgressUpdate(fraction: Double(ended) / Double(max(1, plan.settings.trials)), message: parts.joined(separator: ", ")))
    }

    func start(_ trial: TrialRecord, _ choice: TrialChoice) {
        guard display.mode != .quiet else { return }
        display.start(id(trial.number), title: title(trial.number, choice), announced: false)
    }

    func stage(_ trial: Int, _ node: String) {
        display.update(id(trial), ProgressUpdate(message: node))
    }

    func progress(_ trial: Int, _ progress: StageProgress, watching metric: String?) {
        let watched = progress.metrics.first { $0.name == metric }
        display.update(
            id(trial),
            ProgressUpdate(
                fraction: progress.fraction, epoch: progress.step, epochs: progress.total, loss: progress.loss,
                metric: watched.map { ProgressUpdate.Value($0.name, $0.value) }, rate: progress.rate))
    }

    func finish(_ trial: TrialRecord, _ choice: @autoclosure () -> TrialChoice, best: Int?) {
        guard display.mode != .quiet else { return }
        let title = title(trial.number, choice())
        switch trial.status {
        case .finished:
            let values = zip(plan.objectives.entries, trial.values).map { "\($0.metric) \(formatMetric($1))" }.joined(separator: "  ")
            let time = trial.duplicateOf.map { "as trial \($0)" } ?? trial.seconds.map { $0 > 0 ? formatDuration($0) : "cached" } ?? ""
            let mark = best == trial.number && plan.objectives.entries.count == 1 ? "  best so far" : ""
            display.finish(id(trial.number), trial.seconds == 0 ? .cached : .done, "\(values)  \(time)\(mark)", title: title)
        case .pruned:
            let value = trial.values.first.map { " at \(formatMetric($0))" } ?? ""
            display.finish(id(trial.number), .skipped, "stopped after epoch \(trial.epochs)\(value)", title: title)
        case .failed: display.finish(id(trial.number), .failed, failure(of: trial), title: title)
        case .running: break
        }
    }

    /// In full for the first trial that fails so.
    private func failure(of trial: TrialRecord) -> String {
        let text = trial.error ?? "failed"
        if let first = failures[text] { return "failed as trial \(first) did" }
        failures[text] = trial.number
        return text
    }

    private func id(_ trial: Int) -> String { "trial-\(trial)" }

    /// `trial 12  ancf  learning_rate=0.003 embedding_dim=32`: of each path what tells it from the others.
    private func title(_ number: Int, _ choice: TrialChoice) -> String {
        let variants = choice.variants.sorted { $0.key < $1.key }.map(\.value)
        let values = choice.values.map { text -> String in
            let parts = text.split(separator: "=", maxSplits: 1)
            let name = parts[0].split(separator: ".").last.map(String.init) ?? ""
            return "\(name)=\(shortened(parts.count > 1 ? String(parts[1]) : ""))"
        }
        return (["trial \(number)"] + variants + values).joined(separator: " ")
    }

    private func shortened(_ text: String) -> String {
        let value = text.filter { $0 != "\"" }
        guard let number = Double(value) else { return value }
        return formatParameter(number, as: value)
    }
}

/// A searched number for people: as it is where that is short, else like a metric.
public func formatParameter(_ number: Double, as text: String? = nil) -> String {
    let text = text ?? "\(number)"
    return text.count <= 6 ? text : formatMetric(number)
}

private func writeLine(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}
