import Diagnostics
import Metrics
import Orchestrator
import Search
import Spec
import Stages

/// Refuses objectives and constraints that no trial could have, before anything runs.
struct ObjectiveCheck {
    let spec: ResolvedSpec
    let settings: SweepSettings

    /// - Parameter runs: one of each choice of variants.
    func check(_ runs: [PlannedRun]) throws(Failure) {
        var problems: [Diagnostic] = []
        let place = settings.objectives.count > 1 ? ["sweep", "objectives"] : ["sweep", "objective", "metric"]
        let wanted =
            settings.objectives.map { ($0.metric, place) } + settings.constraints.map { ($0.metric, ["sweep", "constraints"]) }
        for run in runs {
            let measured: MeasuredMetrics
            do { measured = try MeasuredMetrics(run.configuration) } catch {
                throw error as? Failure ?? Failure(.internalError, "\(error)")
            }
            for (metric, keys) in wanted where !measured.contains(metric) {
                let problem = spec.diagnostic(message(metric, run), atKeys: keys, hint: hint(metric, measured))
                // Variants mostly lack the same.
                if !problems.contains(where: { $0.location == problem.location && $0.hint == problem.hint }) { problems.append(problem) }
            }
        }
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
    }

    private func message(_ metric: String, _ run: PlannedRun) -> String {
        run.configuration.blocks[TrainStage.id]?.variant.map { "no stage of variant '\($0)' measures '\(metric)'" }
            ?? "no stage measures '\(metric)'"
    }

    /// Spelled right, as far as it goes: nothing else was meant.
    private func isMetric(_ name: String) -> Bool {
        let metric = name.hasPrefix("valid/") ? String(name.dropFirst(6)) : name
        return (try? MetricRegistry.parse([metric], cutoffs: [10])) != nil
    }

    private func hint(_ metric: String, _ measured: MeasuredMetrics) -> String {
        if !isMetric(metric), let near = closest(to: metric, among: measured.all) { return "did you mean '\(near)'?" }
        let list = { (names: [String]) in names.joined(separator: ", ") }
        if metric.hasPrefix("valid/") {
            guard !measured.validation.isEmpty else {
                return measured.test.isEmpty
                    ? "nothing is measured on validation data: give the split a validation part"
                    : "nothing is measured on validation data: give the split a validation part and the train block validation: "
                        + "{metrics: [\(metric.dropFirst(6))]}"
            }
            return "validation measures \(list(measured.validation)); add '\(metric.dropFirst(6))' to validation.metrics of the train block"
        }
        return measured.all.isEmpty ? "the spec has no train block" : "measured are \(list(measured.all))"
    }
}
