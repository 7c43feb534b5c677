import Diagnostics
import Parameters
import Spec

extension [RunConfiguration] {
    /// The runs that the spec's `only` names: by a variant of some block (`neumf`), or by the whole label without axes (`time.neumf`). All
    /// without it. Throws every word that names none.
    func selected(by spec: ResolvedSpec) throws(Failure) -> [RunConfiguration] {
        guard case .list(let items)? = spec.top["only"] else { return self }
        let words = items.compactMap(String.init(parameterValue:))
        let known = Set(flatMap { [$0.group] + $0.blocks.values.compactMap(\.variant) })
        let unknown = words.enumerated().filter { !known.contains($0.element) }
        guard unknown.isEmpty else {
            throw Failure(
                .invalidInput,
                unknown.map { position, word in
                    spec.diagnostic(
                        "'only' names '\(word)', which is no variant", at: "only.\(position)",
                        hint: suggestion(for: word, among: known.sorted()))
                })
        }
        return filter { run in words.contains { $0 == run.group || run.blocks.values.map(\.variant).contains($0) } }
    }
}
