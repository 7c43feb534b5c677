/// Lists of row numbers, one after another: list r is values[offsets[r]..<offsets[r + 1]]. The capacity is allocated once.
public final class IndexLists: @unchecked Sendable {
    /// The most lists, and the most values of all of them.
    public let capacity: Int
    public let valueCapacity: Int
    public let offsets: UnsafeMutablePointer<Int>
    public let values: UnsafeMutablePointer<Int32>

    /// `capacity` empty lists.
    public init(capacity: Int, valueCapacity: Int) {
        (self.capacity, self.valueCapacity) = (capacity, valueCapacity)
        offsets = .allocate(capacity: capacity + 1)
        offsets.initialize(repeating: 0, count: capacity + 1)
        values = .allocate(capacity: max(1, valueCapacity))
        values.initialize(repeating: 0, count: max(1, valueCapacity))
    }

    /// Fixed lists. `offsets` ascends from 0 to `values.count`.
    public convenience init(offsets: [Int], values: [Int32]) {
        self.init(capacity: max(0, offsets.count - 1), valueCapacity: values.count)
        for (position, offset) in offsets.enumerated() { self.offsets[position] = offset }
        for (position, value) in values.enumerated() { self.values[position] = value }
    }

    deinit {
        offsets.deallocate()
        values.deallocate()
    }

    public subscript(list: Int) -> UnsafeBufferPointer<Int32> {
        UnsafeBufferPointer(start: values + offsets[list], count: offsets[list + 1] - offsets[list])
    }
}
