/// A text with children, drawn with ├─ and └─.
public struct Tree: Hashable, Sendable {
    public var label: String
    public var children: [Tree]

    public init(_ label: String, _ children: [Tree] = []) {
        self.label = label
        self.children = children
    }

    /// One line a node, this one first. Ends with a line end.
    public func rendered(color: Bool = false) -> String {
        var text = label + "\n"
        // Depth first with a stack of our own: a generated graph may be deeper than the thread's stack.
        var pending = frames(children, prefix: "")
        while let frame = pending.popLast() {
            let branch = frame.isLast ? "└─ " : "├─ "
            text += Style.dim.paint(frame.prefix + branch, color: color) + frame.tree.label + "\n"
            pending += frames(frame.tree.children, prefix: frame.prefix + (frame.isLast ? "   " : "│  "))
        }
        return text
    }

    private typealias Frame = (tree: Tree, prefix: String, isLast: Bool)

    /// The last first, since they are taken from the end.
    private func frames(_ trees: [Tree], prefix: String) -> [Frame] {
        trees.indices.reversed().map { (trees[$0], prefix, $0 == trees.count - 1) }
    }
}
