import CKernels
import Tensor

/// Users and items as nodes of one graph, an edge for each pair that interacted: nodes 0..<U are users, U..<U + I items.
/// Its normalised adjacency matrix is Â = D^−½ A D^−½, with D the degrees: symmetric, so the gradient of a product with Â is a product with Â.
public final class BipartiteGraph: @unchecked Sendable {
    public let userCount: Int
    public let nodeCount: Int
    /// Edges in one direction.
    public let edgeCount: Int
    /// The kernels' view; valid as long as this object.
    let view: UnsafeMutablePointer<ck_graph>
    private let offsets: UnsafeMutablePointer<Int64>
    private let neighbours: Indices
    /// d_i^−½, 0 for nodes without edges.
    let inverseRoots: Storage
    let ones: Storage

    /// Pairs that occur several times are one edge. Every index lies in 0..<count.
    public init(users: [Int32], items: [Int32], userCount: Int, itemCount: Int) {
        self.userCount = userCount
        nodeCount = userCount + itemCount
        let lists = Self.neighbourLists(users, items, userCount: userCount, itemCount: itemCount)
        edgeCount = lists.neighbours.count / 2
        offsets = .allocate(capacity: nodeCount + 1)
        offsets.initialize(from: lists.offsets, count: nodeCount + 1)
        neighbours = Indices(capacity: lists.neighbours.count)
        neighbours.assign(lists.neighbours)
        inverseRoots = Storage(count: nodeCount)
        ones = Storage([Float](repeating: 1, count: nodeCount))
        for node in 0..<nodeCount {
            let degree = offsets[node + 1] - offsets[node]
            inverseRoots.pointer[node] = degree == 0 ? 0 : Float(1 / Double(degree).squareRoot())
        }
        view = .allocate(capacity: 1)
        view.initialize(to: ck_graph(offsets: offsets, neighbours: neighbours.pointer))
    }

    deinit {
        view.deallocate()
        offsets.deallocate()
    }

    /// Ascending, without repetitions.
    func neighbours(of node: Int) -> UnsafeBufferPointer<Int32> {
        let start = Int(offsets[node])
        return UnsafeBufferPointer(start: neighbours.pointer + start, count: Int(offsets[node + 1]) - start)
    }

    /// Two counting passes leave every list ascending: items' lists are filled in the order of users, users' lists in that of items.
    private static func neighbourLists(_ users: [Int32], _ items: [Int32], userCount: Int, itemCount: Int) -> (
        offsets: [Int64], neighbours: [Int32]
    ) {
        let users = users.map(Int.init), items = items.map(Int.init)
        let byUser = group(0..<users.count, by: users, count: userCount)
        var usersOfItem = group(byUser, by: items, count: itemCount).map { (users[$0], items[$0]) }
        var last = (-1, -1)
        usersOfItem.removeAll { pair in
            defer { last = pair }
            return pair == last
        }
        var offsets = [Int64](repeating: 0, count: userCount + itemCount + 1)
        for (user, item) in usersOfItem {
            offsets[user + 1] += 1
            offsets[userCount + item + 1] += 1
        }
        for node in 0..<userCount + itemCount { offsets[node + 1] += offsets[node] }
        var neighbours = [Int32](repeating: 0, count: 2 * usersOfItem.count), next = offsets
        for (user, item) in usersOfItem {
            neighbours[Int(next[user])] = Int32(truncatingIfNeeded: userCount + item)
            neighbours[Int(next[userCount + item])] = Int32(truncatingIfNeeded: user)
            next[user] += 1
            next[userCount + item] += 1
        }
        return (offsets, neighbours)
    }

    /// The users' lists alone, with items by their nodes.
    var userLists: IndexLists {
        let offsets = (0...userCount).map { Int(self.offsets[$0]) }
        return IndexLists(offsets: offsets, values: (0..<userCount).flatMap { neighbours(of: $0) })
    }

    /// `positions` ordered by `key`, stable.
    private static func group(_ positions: some Sequence<Int>, by key: [Int], count: Int) -> [Int] {
        var next = [Int](repeating: 0, count: count + 1)
        for value in key { next[value + 1] += 1 }
        for value in 0..<count { next[value + 1] += next[value] }
        var grouped = [Int](repeating: 0, count: key.count)
        for position in positions {
            grouped[next[key[position]]] = position
            next[key[position]] += 1
        }
        return grouped
    }
}
