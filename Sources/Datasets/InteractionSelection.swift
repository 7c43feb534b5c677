extension Interactions {
    public mutating func reserveCapacity(_ count: Int) {
        users.reserveCapacity(count)
        items.reserveCapacity(count)
        ratings.reserveCapacity(count)
        timestamps.reserveCapacity(count)
    }

    /// The rows where `isKept` says so, in order. `isKept` has one entry a row.
    public func filtered(_ isKept: [Bool]) -> Interactions {
        Interactions(
            users: users.filtered(isKept), items: items.filtered(isKept), ratings: ratings.filtered(isKept),
            timestamps: timestamps.filtered(isKept))
    }

    public var unknownTimeCount: Int { timestamps.count { $0 == Self.unknownTime } }
}

extension Array {
    func filtered(_ isKept: [Bool]) -> [Element] {
        var result: [Element] = []
        for index in indices where isKept[index] { result.append(self[index]) }
        return result
    }
}
