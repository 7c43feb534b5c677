import Diagnostics

/// Nodes whose inputs are all there and which do not depend on themselves.
public struct Graph: Sendable {
    public let nodes: [Node]
    /// Indices so that every node comes after those it reads; otherwise in the given order.
    public let order: [Int]
    /// For each node the indices of those it reads, without repetition.
    public let dependencies: [[Int]]
    /// For each node the indices of those that read it.
    public let dependents: [[Int]]
    private let indices: [String: Int]

    /// Throws `Failure` 65 with all problems at once: names used twice, unknown inputs, cycles.
    public init(_ nodes: [Node]) throws(Failure) {
        var problems: [Diagnostic] = [], indices: [String: Int] = [:]
        for (index, node) in nodes.enumerated() {
            if indices.updateValue(index, forKey: node.name) != nil { problems.append(.error("two nodes are named '\(node.name)'")) }
            problems += Self.repeatedNames(in: node)
        }
        var dependencies = nodes.map { _ in [Int]() }, dependents = dependencies
        for (index, node) in nodes.enumerated() {
            for input in node.inputs {
                guard let source = indices[input.node] else {
                    let hint = suggestion(for: input.node, among: nodes.map(\.name))
                    problems.append(.error("'\(node.name)' reads '\(input.node)', which is not a node", hint: hint))
                    continue
                }
                if dependencies[index].contains(source) { continue }
                dependencies[index].append(source)
                dependents[source].append(index)
            }
        }
        let order = Self.sorted(dependencies, dependents)
        if order.count < nodes.count, problems.isEmpty {
            let cycle = Self.cycle(dependencies, outside: Set(order)).map { nodes[$0].name }
            problems.append(.error("nodes depend on themselves: " + cycle.joined(separator: " → ")))
        }
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
        (self.nodes, self.order, self.dependencies, self.dependents) = (nodes, order, dependencies, dependents)
        self.indices = indices
    }

    public func index(of name: String) -> Int? { indices[name] }

    public subscript(name: String) -> Node? { indices[name].map { nodes[$0] } }

    private static func repeatedNames(in node: Node) -> [Diagnostic] {
        var seen: Set<String> = []
        return (node.inputs.map(\.name) + node.files.map(\.name)).filter { !seen.insert($0).inserted }
            .map { .error("'\(node.name)' has two inputs named '\($0)'") }
    }

    /// Kahn's algorithm; nodes on or behind a cycle are left out.
    private static func sorted(_ dependencies: [[Int]], _ dependents: [[Int]]) -> [Int] {
        var waiting = dependencies.map(\.count), order = waiting.indices.filter { waiting[$0] == 0 }, next = 0
        while next < order.count {
            for dependent in dependents[order[next]] {
                waiting[dependent] -= 1
                if waiting[dependent] == 0 { order.append(dependent) }
            }
            next += 1
        }
        return order
    }

    /// Walking against the arrows among nodes that could not be sorted must come to a node for the second time.
    private static func cycle(_ dependencies: [[Int]], outside sorted: Set<Int>) -> [Int] {
        guard var index = dependencies.indices.first(where: { !sorted.contains($0) }) else { return [] }
        var path: [Int] = []
        while !path.contains(index) {
            path.append(index)
            guard let next = dependencies[index].first(where: { !sorted.contains($0) }) else { return path }
            index = next
        }
        return Array(path.drop { $0 != index }) + [index]
    }
}
