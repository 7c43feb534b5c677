import Tensor

/// The items each user had last, newest first, each item once: what a user tower attends over.
public final class UserHistory: Sendable {
    /// n: the most items of one list.
    public let length: Int
    let lists: IndexLists

    /// Interactions of equal (or unknown) time count in the order in which they stand, later ones as newer.
    public init(users: [Int32], items: [Int32], timestamps: [Int64], userCount: Int, length: Int) {
        self.length = length
        var rows = [[Int32]](repeating: [], count: userCount)
        for (row, user) in users.enumerated() { rows[Int(user)].append(Int32(truncatingIfNeeded: row)) }
        var offsets = [0], values: [Int32] = []
        var seen: Set<Int32> = []
        for list in rows {
            seen.removeAll(keepingCapacity: true)
            // One more than a list may hold: a target among them is left out.
            for row in list.sorted(by: { (timestamps[Int($0)], $0) > (timestamps[Int($1)], $1) }) where seen.count <= length {
                if seen.insert(items[Int(row)]).inserted { values.append(items[Int(row)]) }
            }
            offsets.append(values.count)
        }
        lists = IndexLists(offsets: offsets, values: values)
    }

    /// From `offsets` and `items` of another one.
    public init(offsets: [Int], items: [Int32], length: Int) {
        self.length = length
        lists = IndexLists(offsets: offsets, values: items)
    }

    public var offsets: [Int] { (0...lists.capacity).map { lists.offsets[$0] } }
    public var items: [Int32] { (0..<lists.valueCapacity).map { lists.values[$0] } }

    public var userCount: Int { lists.capacity }

    /// The user's last n items, but for `target`: a model that saw it in the history would have nothing to learn.
    public func items(of user: Int32, without target: Int32?) -> [Int32] {
        let out = IndexLists(capacity: 1, valueCapacity: length)
        write(user, without: target, to: out, at: 0)
        return Array(out[0])
    }

    /// Writes that list as list `row` of `out`; rows are written in order.
    @inline(__always) func write(_ user: Int32, without target: Int32?, to out: IndexLists, at row: Int) {
        var end = out.offsets[row]
        let limit = end + length
        for item in lists[Int(user)] where item != target && end < limit {
            out.values[end] = item
            end += 1
        }
        out.offsets[row + 1] = end
    }

    /// The lists of rows 0..<`rows`, for users and, in training, their targets.
    public func fill(_ out: IndexLists, users: Indices, targets: Indices?, rows: Int) {
        for row in 0..<rows { write(users.pointer[row], without: targets?.pointer[row], to: out, at: row) }
    }
}
