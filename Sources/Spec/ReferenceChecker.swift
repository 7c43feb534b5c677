import Diagnostics
import Parameters

/// Checks that every path field written as `prepare:STAGE/OUTPUT` names an output that a command stage declares.
struct ReferenceChecker {
    let schema: SpecSchema
    let problems: Problems
    private let outputs: [String: [String]]

    init(schema: SpecSchema, problems: Problems, prepare: [CommandStage]) {
        self.schema = schema
        self.problems = problems
        outputs = Dictionary(prepare.map { ($0.name, $0.outputs) }, uniquingKeysWith: { first, _ in first })
    }

    func check(_ root: SpecNode) {
        for entry in root.entries ?? [] {
            if let shape = Shape.top(schema).child(entry.key, of: root) { check(entry.value, shape) }
        }
    }

    private func check(_ node: SpecNode, _ shape: Shape) {
        switch shape {
        case .block(let block) where BlockDecoder.holdsVariants(node, schema: block):
            for entry in node.entries ?? [] { check(entry.value, .configuration(block)) }
        case .value(.path): if let text = node.scalar?.text { check(text, at: node.place) }
        case .value(.optional(let wrapped)): check(node, .value(wrapped))
        case .value(.list(let element, _)): for item in node.items ?? [] { check(item, .value(element)) }
        case .prepare, .free: return
        default:
            for entry in node.entries ?? [] {
                if let child = shape.child(entry.key, of: node) { check(entry.value, child) }
            }
        }
    }

    private func check(_ text: String, at place: Place) {
        guard text.hasPrefix(CommandStage.referencePrefix) else { return }
        guard let (stage, output) = CommandStage.reference(text) else {
            problems.report("'\(excerpt(text))' does not name an output", at: place, hint: "write prepare:STAGE/OUTPUT")
            return
        }
        guard let known = outputs[stage] else {
            problems.report(
                "there is no stage '\(excerpt(stage))' in prepare", at: place, hint: suggestion(for: stage, among: outputs.keys.sorted()))
            return
        }
        guard !known.contains(output) else { return }
        problems.report("stage '\(stage)' has no output '\(excerpt(output))'", at: place, hint: suggestion(for: output, among: known))
    }
}
