import Parameters
import Randomness

/// Of each user, the last interaction is the test, the second-last (if asked for) the validation, the rest training.
/// Users with too few interactions to leave one for training (fewer than 3, or 2 without validation) stay in training whole.
///
/// Source: the protocol of He et al. 2017, doi:10.1145/3038912.3052569. It looks at no global time: what other users do later is in
/// training (for a split without that, see `temporal`).
public enum LeaveOneOutSplit: SplitStrategy {
    public static let id = "leave-one-out"
    public static let documentation = "each user's last interaction is the test, the second-last validation"
    public static let version = 1

    public struct Options: ParameterRecord {
        public var order = SplitOrder.time
        public var validation = true
        public var allowUnknownTimes = false

        public init() {}

        public static let fields: [Field<Self>] = [
            Field("order", \.order, "time: the last by time (ties by the data's order); random: one drawn by the seed"),
            Field("validation", \.validation, "whether to hold out one more interaction of each user for validation"),
            Field("allow_unknown_times", \.allowUnknownTimes, "order by time although some times are unknown; these sort first"),
        ]
    }

    public static func usesSeed(_ options: Options) -> Bool { options.order == .random }

    public static func parts(_ options: Options) -> SplitParts { SplitParts(validation: options.validation) }

    public static func split(_ data: InteractionData, _ options: Options, seed: UInt64) throws -> SplitResult {
        if options.order == .time {
            try data.requireKnownTimes(unlessAllowed: options.allowUnknownTimes, alternative: "`order: random`")
        }
        let (assignment, kept, tied) = assign(data, options.order, validation: options.validation, seed: seed)
        let least = options.validation ? 3 : 2, few = "fewer than \(least) interactions and stay in training whole"
        let notes =
            (kept > 0 ? ["\(kept) of \(data.userCount) users have \(few)"] : [])
            + (tied > 0
                ? ["of \(tied) users the last interaction is one of several at the same time: the latest in the file is the test"] : [])
        return SplitResult(
            assignment.split(data), [("users_kept_in_train", kept), ("users_with_tied_test", tied)],
            emptyTestReason: "all \(kept) users have \(few)", notes: notes)
    }

    private static func assign(
        _ data: InteractionData, _ order: SplitOrder, validation: Bool, seed: UInt64
    ) -> (Assignment, usersKept: Int, usersTied: Int) {
        let grouped = RowsByUser(data.interactions.users, userCount: data.userCount)
        var assignment = Assignment(count: data.interactions.count)
        var kept = 0, tied = 0
        for user in 0..<data.userCount {
            let rows = grouped[user]
            guard rows.count >= (validation ? 3 : 2) else {
                kept += rows.isEmpty ? 0 : 1
                continue
            }
            let (last, secondLast) = lastTwo(rows, data, order, user: user, seed: seed)
            assignment[last] = .test
            if validation { assignment[secondLast] = .validation }
            let times = data.interactions.timestamps
            if order == .time, times[Int(last)] == times[Int(secondLast)] { tied += 1 }
        }
        return (assignment, kept, tied)
    }

    /// One row of each user with at least two, marked for validation: for splits whose test is given.
    static func validationRows(_ data: InteractionData, _ order: SplitOrder, seed: UInt64) -> Assignment {
        let grouped = RowsByUser(data.interactions.users, userCount: data.userCount)
        var assignment = Assignment(count: data.interactions.count)
        for user in 0..<data.userCount where grouped[user].count >= 2 {
            assignment[lastTwo(grouped[user], data, order, user: user, seed: seed).last] = .validation
        }
        return assignment
    }

    /// In one pass for the order by time. `rows` has at least two.
    private static func lastTwo(
        _ rows: ArraySlice<Int32>, _ data: InteractionData, _ order: SplitOrder, user: Int, seed: UInt64
    ) -> (last: Int32, secondLast: Int32) {
        if order == .random {
            var stream = RandomStream(seed: seed, purpose: "leave-one-out", position: UInt64(user))
            let last = stream.below(rows.count), other = stream.below(rows.count - 1)
            return (rows[rows.startIndex + last], rows[rows.startIndex + (other < last ? other : other + 1)])
        }
        let times = data.interactions.timestamps
        var last = rows[rows.startIndex], secondLast: Int32 = -1
        for row in rows.dropFirst() {
            if times[Int(row)] >= times[Int(last)] {
                secondLast = last
                last = row
            } else if secondLast < 0 || times[Int(row)] >= times[Int(secondLast)] {
                secondLast = row
            }
        }
        return (last, secondLast)
    }
}
