import ArgumentParser
import Console
import Engine
import Orchestrator

struct GraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Shows the stages of an experiment and how they depend on each other.",
        discussion: """
            EXAMPLES
              pipeline graph exp.yaml
              pipeline graph exp.yaml --format mermaid
              pipeline graph exp.yaml --format dot | dot -Tsvg > graph.svg
            """)

    enum Form: String, ExpressibleByArgument, CaseIterable { case tree, dot, mermaid }

    @OptionGroup var spec: SpecOptions

    @Option(help: "tree, dot (Graphviz) or mermaid.")
    var format: Form = .tree

    func run() throws {
        let experiment = try Experiment(file: spec.spec, overrides: spec.set, checksFiles: false)
        let drawing = GraphDrawing(graph: experiment.graph, name: experiment.name)
        switch format {
        case .tree: Output.write(drawing.tree(color: Output.color))
        case .dot: Output.write(drawing.dot)
        case .mermaid: Output.write(drawing.mermaid)
        }
    }
}

struct GraphDrawing {
    let graph: Graph
    let name: String

    /// From what nothing depends on upwards; a stage that was shown already is named again without its own inputs.
    func tree(color: Bool) -> String {
        var shown: Set<Int> = []
        let results = graph.nodes.indices.filter { graph.dependents[$0].isEmpty }
        return Tree(name, results.map { branch($0, &shown) }).rendered(color: color)
    }

    private func branch(_ index: Int, _ shown: inout Set<Int>) -> Tree {
        let node = graph.nodes[index]
        guard shown.insert(index).inserted else { return Tree(node.name + " (above)") }
        return Tree(node.name, graph.dependencies[index].map { branch($0, &shown) })
    }

    var dot: String {
        var text = "digraph \"\(name)\" {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n"
        for (index, node) in graph.nodes.enumerated() { text += "  n\(index) [label=\"\(escaped(node.name))\"];\n" }
        for edge in edges { text += "  n\(edge.from) -> n\(edge.to);\n" }
        return text + "}\n"
    }

    var mermaid: String {
        var text = "flowchart LR\n"
        for (index, node) in graph.nodes.enumerated() { text += "  n\(index)[\"\(escaped(node.name))\"]\n" }
        for edge in edges { text += "  n\(edge.from) --> n\(edge.to)\n" }
        return text
    }

    private var edges: [(from: Int, to: Int)] {
        graph.nodes.indices.flatMap { index in graph.dependencies[index].map { ($0, index) } }
    }

    private func escaped(_ text: String) -> String { String(text.map { $0 == "\"" ? "'" : $0 }) }
}
