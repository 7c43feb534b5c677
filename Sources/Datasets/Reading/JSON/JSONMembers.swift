/// Members of JSON objects that are wanted as fields: `stars`, `user.id` (the member `id` of the object `user`; a member that is itself
/// called `user.id` counts too), `images.0` (the first element of a list).
struct JSONMembers {
    struct Node {
        var children: [(name: [UInt8], node: Node)] = []
        /// Which field it is, if it is one.
        var field: Int?

        func child(_ name: ArraySlice<UInt8>) -> Node? { children.first { $0.name.elementsEqual(name) }?.node }

        mutating func insert(_ path: ArraySlice<String>, _ field: Int) {
            guard let first = path.first else {
                if self.field == nil { self.field = field }
                return
            }
            let name = Array(first.utf8)
            if !children.contains(where: { $0.name == name }) { children.append((name, Node())) }
            for index in children.indices where children[index].name == name { children[index].node.insert(path.dropFirst(), field) }
        }
    }

    let names: [String]
    private(set) var root = Node()

    init(_ names: [String]) {
        self.names = names
        for (field, name) in names.enumerated() {
            root.insert([name], field)
            let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            if parts.count > 1 { root.insert(parts[...], field) }
        }
    }
}
