import Diagnostics
import Engine
import Glibc
import Parameters
import Spec
import Stages

/// Turns run configurations into one graph in which whatever runs have in common is one node.
struct GraphBuilder {
    private let spec: ResolvedSpec
    private var nodes: [Node] = []
    private var known: Set<String> = []
    private var runs: [PlannedRun] = []
    private var problems: [Diagnostic] = []
    /// External files: path → where the spec names it.
    private var files: [(path: String, field: String)] = []

    init(spec: ResolvedSpec) {
        self.spec = spec
        for command in spec.prepare { add(CommandNode.make(command), fields: CommandNode.fields(command)) }
    }

    mutating func add(_ run: RunConfiguration) {
        var names = NodeNames(spec: spec, run: run)
        var run = PlannedRun(configuration: run, nodes: spec.prepare.map { CommandNode.name($0.name) })
        for stage in StageRegistry.all {
            guard let block = run.configuration.blocks[stage.id] else { continue }
            do {
                guard let plan = try stage.plan(block, in: run.configuration) else { continue }
                let name = names.name(of: stage.id, plan)
                run.nodes.append(name)
                add(node(name, stage.id, plan, names), fields: plan.files.map { ($0.path, "\(block.path).\($0.name)") })
            } catch let failure as Failure {
                note(failure, at: block.path)
                return
            } catch {
                note(Failure(.internalError, "\(stage.id): \(error)"), at: block.path)
                return
            }
        }
        runs.append(run)
    }

    private func node(_ name: String, _ stage: String, _ plan: StagePlan, _ names: NodeNames) -> Node {
        var inputs = plan.inputs.map { Node.Input($0.name, from: names.name(ofAdded: $0.stage), files: $0.files) }
        var files: [Node.ExternalFile] = []
        for file in plan.files {
            if let reference = CommandStage.reference(file.path) {
                inputs.append(Node.Input(file.name, from: CommandNode.name(reference.stage), files: [reference.output]))
            } else {
                files.append(Node.ExternalFile(file.name, at: file.path))
            }
        }
        return Node(
            name: name, stage: stage, codeVersion: plan.codeVersion, parameters: plan.parameters, budgetParameters: plan.budgetParameters,
            seed: plan.seed, files: files, inputs: inputs, executor: plan.executor)
    }

    private mutating func add(_ node: Node, fields: [(path: String, field: String)]) {
        guard known.insert(node.name).inserted else { return }
        nodes.append(node)
        files += fields.filter { CommandStage.reference($0.path) == nil }
    }

    /// Gives a problem the place of its block where it has none of its own; the same problem of several runs is one.
    private mutating func note(_ failure: Failure, at path: String) {
        for problem in failure.diagnostics {
            let placed =
                problem.location == nil
                ? spec.diagnostic(problem.message, within: path, severity: problem.severity, hint: problem.hint) : problem
            if !problems.contains(placed) { problems.append(placed) }
        }
    }

    func finish(checksFiles: Bool) throws(Failure) -> (Graph, [PlannedRun]) {
        guard problems.isEmpty else { throw Failure(.invalidInput, problems.sorted { $0.place < $1.place }) }
        guard !nodes.isEmpty else {
            throw Failure(
                .invalidInput,
                [
                    spec.diagnostic(
                        "nothing to do: the spec has no stage", at: "experiment",
                        hint: "add blocks such as ingest, split, train and evaluate; 'pipeline stages' lists them")
                ])
        }
        let missing = checksFiles ? missingFiles() : []
        guard missing.isEmpty else { throw Failure(.missingInput, missing) }
        return (try Graph(nodes), runs)
    }

    private func missingFiles() -> [Diagnostic] {
        files.filter { access($0.path, R_OK) != 0 }.map { file in
            let reason = access(file.path, F_OK) == 0 ? "cannot be read" : "does not exist"
            return spec.diagnostic(
                "input file '\(file.path)' \(reason)", at: file.field,
                hint: "paths are relative to the folder of the spec that names them; ${NAME} reads the environment")
        }
    }
}

extension Diagnostic {
    /// By file, line and column; those without a place come last.
    fileprivate var place: (String, Int, Int) {
        location.map { ($0.file, $0.line, $0.column) } ?? ("\u{10FFFF}", 0, 0)
    }
}
