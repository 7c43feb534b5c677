import Datasets
import Diagnostics

extension Scorer {
    /// Throws `Failure(.invalidInput)` where an index is out of range or the columns differ in length.
    func check(users: some Collection<Int32>, items: some Collection<Int32>) throws {
        guard users.allSatisfy({ $0 >= 0 && Int($0) < userCount }), items.allSatisfy({ $0 >= 0 && Int($0) < itemCount }) else {
            throw Failure(.invalidInput, "cannot score: a user or item index is outside 0..<\(userCount) × 0..<\(itemCount)")
        }
    }

    func checkPairs(users: [Int32], items: [Int32]) throws {
        guard users.count == items.count else {
            throw Failure(.invalidInput, "cannot score \(users.count) users against \(items.count) items: pairs need as many of each")
        }
        try check(users: users, items: items)
    }

    func checkBlock(users: ArraySlice<Int32>, capacity: Int) throws {
        guard capacity >= users.count * itemCount else {
            throw Failure(.internalError, "the buffer for scores holds \(capacity) values, fewer than \(users.count) × \(itemCount)")
        }
        try check(users: users, items: [])
    }
}
