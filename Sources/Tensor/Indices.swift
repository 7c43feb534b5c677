/// Row numbers of a batch, with a capacity that is allocated once.
public final class Indices {
    public let capacity: Int
    public let pointer: UnsafeMutablePointer<Int32>

    public init(capacity: Int) {
        self.capacity = capacity
        pointer = .allocate(capacity: max(1, capacity))
        pointer.initialize(repeating: 0, count: max(1, capacity))
    }

    deinit { pointer.deallocate() }

    /// Copies as many values as fit.
    public func assign(_ values: some Collection<Int32>) {
        for (position, value) in values.prefix(capacity).enumerated() { pointer[position] = value }
    }
}
