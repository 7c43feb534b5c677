import Diagnostics
import Evaluation
import Metrics
import Models
import Parameters
import Spec

extension TrainStage {
    /// A value of `validation`, as in a spec, with which a block measures these metrics; nil where it measures by itself, or says itself what,
    /// and for names that are no metrics of one protocol.
    public static func validation(of block: ResolvedBlock, measuring names: [String]) -> String? {
        guard let model = try? ModelRegistry.require(block.caseID), !model.isIterative, block.values["validation"] ?? .null == .null,
            let requests = try? MetricRegistry.parse(names, cutoffs: [10]), let kind = requests.first?.metric.kind,
            requests.allSatisfy({ $0.metric.kind == kind })
        else { return nil }
        let id = kind == .rating ? RatingProtocol.id : FullRankingProtocol.id
        return "{protocol: \(id), metrics: [\(names.joined(separator: ", "))]}"
    }
}

/// Fills in what of a train block depends on the model and the split, and refuses what does not fit them.
struct TrainingCompletion {
    let model: any ModelDefinition.Type
    let run: RunConfiguration

    func complete(_ values: ParameterValue) throws -> ParameterValue {
        guard case .record(var record) = values else { throw ParameterMismatch(path: "train", value: values) }
        let options = try TrainingOptions(resolved: values)
        if !model.isIterative { try checkSingleStep(options) }
        try checkValidation(options)
        record["epochs"] = .int(options.epochs ?? model.defaultEpochs)
        let validation = try ValidationPlan.resolve(
            record["validation"], kind: model.kind(values), earlyStopping: options.earlyStopping, isOnDemand: !model.isIterative)
        record["validation"] = validation
        if model.isIterative {
            record["select"] = .string((try options.select ?? (SplitStage.parts(in: run).validation ? .best : .last)).rawValue)
        }
        if var stopping = record["early_stopping"], stopping != .null,
            let first = try ValidationPlan(optional: validation)?.evaluation.requests.first
        {
            stopping.complete("metric", with: .string(first.name))
            record["early_stopping"] = stopping
        }
        return .record(record)
    }

    private func checkSingleStep(_ options: TrainingOptions) throws {
        guard options.epochs == nil || options.epochs == 1 else {
            throw Failure(
                .invalidInput, "model '\(model.id)' is fitted in one step: 'epochs' does not apply", hint: "remove 'epochs'")
        }
        guard options.earlyStopping == nil else {
            throw Failure(
                .invalidInput, "model '\(model.id)' is fitted in one step: 'early_stopping' does not apply",
                hint: "remove 'early_stopping'")
        }
    }

    private func checkValidation(_ options: TrainingOptions) throws {
        guard let reader = options.earlyStopping != nil ? "early_stopping" : options.select == .best ? "select" : nil,
            try !SplitStage.parts(in: run).validation
        else { return }
        throw Failure(
            .invalidInput, "'\(reader)' needs validation data, and the split leaves none",
            hint: "give the split a validation part, or remove '\(reader)' to train a fixed number of epochs")
    }
}
