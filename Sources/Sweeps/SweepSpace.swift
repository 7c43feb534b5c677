import Diagnostics
import Parameters
import Search
import Spec

/// The search space of a spec: its variants, and the parameters that `sweep.parameters` names. A parameter of a variant is active where the
/// variant is chosen; a parameter that only some cases of a mapping have (`train.head` of model ancf, `optimizer.momentum` of sgd) where a
/// searched tag chooses one of them.
struct SweepSpace {
    /// What a parameter of the space changes.
    enum Role: Hashable {
        /// Which variant of a block is taken.
        case variant(block: String)
        /// A value of the spec, by path.
        case value(path: String)
    }

    let space: SearchSpace
    let roles: [Role]

    /// Throws every problem, at its place in the spec.
    init(_ spec: ResolvedSpec, schema: SpecSchema) throws(Failure) {
        guard case .record(let parameters)? = spec.sweep?["parameters"] else { throw Failure(.internalError, "the sweep is not resolved") }
        var builder = SweepSpaceBuilder(spec: spec, schema: schema, parameters: parameters)
        let (entries, problems) = builder.build()
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
        guard !entries.isEmpty else {
            throw Failure(
                .invalidInput, [spec.diagnostic("the sweep searches nothing", atKeys: ["sweep"], hint: "name parameters: {PATH: [VALUES]}")]
            )
        }
        space = try SearchSpace(entries.map(\.parameter))
        roles = entries.map(\.role)
    }

    /// For each way to choose variants (the first sixteen) the choices by the parameter's place in the space.
    var variantChoices: [[Int: Double]] {
        var all: [[Int: Double]] = [[:]]
        for (index, role) in roles.enumerated() {
            guard case .variant = role, case .choice(let values, _) = space.parameters[index].distribution else { continue }
            all = all.flatMap { known in values.indices.map { known.merging([index: Double($0)]) { $1 } } }
        }
        return Array(all.prefix(16))
    }

    /// What an assignment says to the spec.
    func choice(_ assignment: Assignment) -> TrialChoice {
        var choice = TrialChoice()
        for (index, code) in assignment.codes.enumerated() {
            guard let code else { continue }
            let value = space.parameters[index].distribution.value(ofCode: code)
            switch roles[index] {
            case .variant(let block): choice.variants[block] = String(parameterValue: value)
            case .value(let path): choice.values.append("\(resolved(path, choice.variants))=\(override(value))")
            }
        }
        return choice
    }

    /// `train.*.epochs` means the variant that was chosen: others need not have the key. (Variants come first in the space.)
    private func resolved(_ path: String, _ variants: [String: String]) -> String {
        let parts = path.split(separator: ".", maxSplits: 2).map(String.init)
        guard parts.count == 3, parts[1] == "*", let variant = variants[parts[0]] else { return path }
        return "\(parts[0]).\(variant).\(parts[2])"
    }

    private func override(_ value: ParameterValue) -> String {
        switch value {
        case .string, .list, .record: value.json
        default: value.description
        }
    }
}

/// Variants by block and overrides `path=value`: one point of the space in the spec's terms.
struct TrialChoice: Hashable, Sendable {
    var variants: [String: String] = [:]
    var values: [String] = []
}
