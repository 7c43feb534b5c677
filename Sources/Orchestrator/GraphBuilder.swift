import Diagnostics
import Engine
import Files
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

    mutating func add(_ configuration: RunConfiguration) {
        let prepared = spec.prepare.map { CommandNode.name($0.name) }
        guard var run = plan(configuration)?.run else { return }
        run.nodes = prepared + run.nodes
        runs.append(run)
    }

    /// The nodes of one configuration up to a stage, those of the variants that it starts from before its own; nil after noting what is
    /// wrong. `chain`: the blocks on whose behalf it is planned.
    private mutating func plan(
        _ configuration: RunConfiguration, through last: String? = nil, chain: [String] = []
    ) -> (run: PlannedRun, names: NodeNames)? {
        var names = NodeNames(spec: spec, run: configuration), run = PlannedRun(configuration: configuration, nodes: [])
        for stage in StageRegistry.all {
            guard var block = configuration.blocks[stage.id] else { continue }
            do {
                block.values = try stage.complete(block, in: run.configuration)
                run.configuration.blocks[stage.id] = block
                if let plan = try stage.plan(block, in: run.configuration) {
                    guard let others = try sources(of: plan, for: &run, chain: chain + [block.path]) else { return nil }
                    let name = names.name(of: stage.id, plan, others: others)
                    run.nodes.append(name)
                    add(node(name, stage.id, plan, names, others), fields: plan.files.map { ($0.path, "\(block.path).\($0.name)") })
                }
            } catch let failure as Failure {
                note(failure, at: block.path)
                return nil
            } catch {
                note(Failure(.internalError, "\(stage.id): \(error)"), at: block.path)
                return nil
            }
            if stage.id == last { break }
        }
        return (run, names)
    }

    /// Plans the other variants whose results a stage reads; nil after noting what is wrong with one.
    private mutating func sources(of plan: StagePlan, for run: inout PlannedRun, chain: [String]) throws -> [String: NodeNames]? {
        var others: [String: NodeNames] = [:]
        for input in plan.inputs {
            guard let variant = input.variant, others[variant] == nil else { continue }
            guard let configuration = run.configuration.choosing(variant: variant, of: input.stage),
                let block = configuration.blocks[input.stage]
            else { throw Failure(.internalError, "'\(input.stage)' has no variant '\(variant)'") }
            guard !chain.contains(block.path) else {
                throw Failure(.invalidInput, "variants start from each other: " + (chain + [block.path]).joined(separator: " → "))
            }
            guard let planned = self.plan(configuration, through: input.stage, chain: chain) else { return nil }
            others[variant] = planned.names
            run.borrow(planned.run, block)
        }
        return others
    }

    private func node(_ name: String, _ stage: String, _ plan: StagePlan, _ names: NodeNames, _ others: [String: NodeNames]) -> Node {
        var inputs = plan.inputs.map { input in
            let names = input.variant.flatMap { others[$0] } ?? names
            return Node.Input(input.name, from: names.name(ofAdded: input.stage), files: input.files)
        }
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
        if checksFiles { try checkFiles() }
        return (try Graph(nodes), runs)
    }

    /// All that is missing, and all that is no file.
    private func checkFiles() throws(Failure) {
        let missing = files.filter { access($0.path, R_OK) != 0 }.map { file in
            let reason = access(file.path, F_OK) == 0 ? "cannot be read" : "does not exist"
            return spec.diagnostic(
                "input file '\(file.path)' \(reason)", at: file.field,
                hint: "paths are relative to the folder of the spec that names them; ${NAME} reads the environment")
        }
        let special = files.compactMap { file in
            FileStatus.obstacle(at: file.path).map { obstacle in
                spec.diagnostic(
                    "input file '\(file.path)' is \(obstacle)", at: file.field,
                    hint: "inputs are files that stay as they are: copy it into one, or let a stage of prepare make one")
            }
        }
        guard missing.isEmpty && special.isEmpty else {
            throw Failure(missing.isEmpty ? .invalidInput : .missingInput, (missing + special).sorted { $0.place < $1.place })
        }
    }
}

extension PlannedRun {
    /// Goes through the nodes of another run too, of which a block's configuration is the one to start from.
    fileprivate mutating func borrow(_ other: PlannedRun, _ block: ResolvedBlock) {
        let new = other.nodes.filter { !nodes.contains($0) }
        nodes += new
        borrowed.formUnion(new)
        for found in [block] + (other.startsFrom[block.block] ?? []) where startsFrom[block.block]?.contains(found) != true {
            startsFrom[block.block, default: []].append(found)
        }
    }
}

extension Diagnostic {
    /// By file, line and column; those without a place come last.
    fileprivate var place: (String, Int, Int) {
        location.map { ($0.file, $0.line, $0.column) } ?? ("\u{10FFFF}", 0, 0)
    }
}
