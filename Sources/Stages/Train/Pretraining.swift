import Diagnostics
import Engine
import Models
import Parameters
import Spec

/// The trained models that a model starts from: other variants of the train block, which its parameters name.
struct Pretraining {
    private let named: [(reference: PretrainedReference, variant: ResolvedBlock)]

    /// Throws `Failure(.invalidInput)` with every name that is no variant, or one of another model or of other sizes.
    init(of model: any ModelDefinition.Type, _ block: ResolvedBlock, in run: RunConfiguration) throws {
        var named: [(PretrainedReference, ResolvedBlock)] = [], problems: [Diagnostic] = []
        for reference in model.pretrainedReferences {
            guard let name = reference.variant(in: block.values) else { continue }
            do {
                named.append((reference, try Self.variant(name, for: reference, of: block, in: run)))
            } catch {
                problems += error.diagnostics
            }
        }
        do {
            let parameters = named.map { ($0.0.path, $0.1.values) }
            try model.validate(block.values, pretrained: Dictionary(parameters) { $1 })
        } catch let failure as Failure {
            problems += failure.diagnostics
        }
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
        self.named = named
    }

    private static func variant(
        _ name: String, for reference: PretrainedReference, of block: ResolvedBlock, in run: RunConfiguration
    ) throws(Failure) -> ResolvedBlock {
        let all = run.variants[block.block] ?? [], names = all.compactMap(\.variant)
        let fitting = all.filter { $0.caseID == reference.model && $0.variant != block.variant }.compactMap(\.variant)
        let choices =
            fitting.isEmpty
            ? "add a variant: \(block.block): {\(reference.model): {model: \(reference.model)}, …}"
            : "variants with model \(reference.model): \(fitting.joined(separator: ", "))"
        guard let variant = all.first(where: { $0.variant == name }) else {
            let unnamed = "write the block as named variants: \(block.block): {\(reference.model): {…}, \(block.caseID): {…}}"
            throw Failure(
                .invalidInput, "'\(reference.path)' names '\(name)', which is no variant of '\(block.block)'",
                hint: names.isEmpty ? unnamed : closest(to: name, among: fitting).map { "did you mean '\($0)'?" } ?? choices)
        }
        guard variant.variant != block.variant else {
            throw Failure(.invalidInput, "'\(reference.path)' names its own variant", hint: choices)
        }
        guard variant.caseID == reference.model else {
            throw Failure(
                .invalidInput, "'\(reference.path)' must name a variant with model '\(reference.model)'; '\(name)' has '\(variant.caseID)'",
                hint: choices)
        }
        guard variant.axes.isEmpty else {
            throw Failure(
                .invalidInput, "'\(reference.path)' names '\(name)', which is several: it has a list of '\(variant.axes[0].name)'",
                hint: "give it one value")
        }
        return variant
    }

    /// The weights of the named variants, by the path of the parameter that names them.
    var inputs: [StageInput] {
        named.map { StageInput($0.reference.path, from: TrainStage.id, variant: $0.variant.variant, files: [WeightsFile.name]) }
    }

    /// What training reads: the weights, whatever the spec calls them.
    func withoutNames(_ parameters: ParameterValue) -> ParameterValue {
        named.reduce(parameters) { $1.reference.removed(from: $0) }
    }

    /// The inputs, read.
    static func read(for model: any ModelDefinition.Type, _ context: StageContext) throws -> [String: PretrainedModel] {
        let present = Set(context.node.inputs.map(\.name))
        let read = try model.pretrainedReferences.filter { present.contains($0.path) }.map { reference in
            let file = try WeightsFile(path: try context.artifact(reference.path).path(WeightsFile.name))
            return (reference.path, PretrainedModel(parameters: file.parameters, weights: file.tensors))
        }
        return Dictionary(read) { $1 }
    }
}
