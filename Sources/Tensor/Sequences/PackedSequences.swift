/// Documents of one batch, without padding: sorted by falling length and packed step by step, so that an operation over steps works on
/// contiguous rows. Step t holds token t of the first `counts[t]` documents, in the rows that begin at `starts[t]`. The capacity is
/// allocated once.
public final class PackedSequences: @unchecked Sendable {
    /// The most documents, and the most tokens of one.
    public let capacity: Int
    public let longest: Int
    /// Documents of the batch, those without a token included, and all their tokens.
    public private(set) var count = 0
    public private(set) var tokenCount = 0
    /// Steps: the length of the longest document.
    public private(set) var steps = 0
    /// Token ids in packed order.
    public let tokens: Indices
    let counts: UnsafeMutablePointer<Int>
    let starts: UnsafeMutablePointer<Int>
    /// By place in the sorted order: tokens, and which document of the batch it is.
    let lengths: Indices
    let order: Indices

    public init(capacity: Int, longest: Int) {
        (self.capacity, self.longest) = (capacity, longest)
        tokens = Indices(capacity: capacity * longest)
        counts = .allocate(capacity: longest + 1)
        counts.initialize(repeating: 0, count: longest + 1)
        starts = .allocate(capacity: longest + 1)
        starts.initialize(repeating: 0, count: longest + 1)
        lengths = Indices(capacity: capacity)
        order = Indices(capacity: capacity)
    }

    deinit {
        counts.deallocate()
        starts.deallocate()
    }

    public var tokenCapacity: Int { capacity * longest }

    /// The batch's documents: document d is `values[offsets[d]..<offsets[d + 1]]`, at most `longest` of it.
    public func assign(offsets: [Int], values: [Int32]) {
        count = min(capacity, offsets.count - 1)
        let length = { (document: Int) in min(self.longest, offsets[document + 1] - offsets[document]) }
        // Stable by counting: equal lengths keep their order.
        for step in 0...longest { counts[step] = 0 }
        for document in 0..<count { counts[length(document)] += 1 }
        var place = 0
        for step in stride(from: longest, through: 0, by: -1) {
            let those = counts[step]
            starts[step] = place
            place += those
        }
        for document in 0..<count {
            let tokens = length(document)
            lengths.pointer[starts[tokens]] = Int32(truncatingIfNeeded: tokens)
            order.pointer[starts[tokens]] = Int32(truncatingIfNeeded: document)
            starts[tokens] += 1
        }
        layOut(offsets, values)
    }

    private func layOut(_ offsets: [Int], _ values: [Int32]) {
        steps = count == 0 ? 0 : Int(lengths.pointer[0])
        var rows = count, next = 0
        for step in 0..<steps {
            while rows > 0, Int(lengths.pointer[rows - 1]) <= step { rows -= 1 }
            (counts[step], starts[step]) = (rows, next)
            for row in 0..<rows { tokens.pointer[next + row] = values[offsets[Int(order.pointer[row])] + step] }
            next += rows
        }
        counts[steps] = 0
        starts[steps] = next
        tokenCount = next
    }

    /// The packed values of a column (one float a token), document by document.
    public func unpacked(_ column: Storage) -> [[Float]] {
        var documents = [[Float]](repeating: [], count: count)
        for place in 0..<count {
            documents[Int(order.pointer[place])] = (0..<Int(lengths.pointer[place])).map { column.pointer[starts[$0] + place] }
        }
        return documents
    }
}

/// An operation over the tokens of packed documents: whatever the batch's size, it runs over as many rows as there are tokens.
public final class TokenRows: Operation {
    private let operation: any Operation
    private let sequences: PackedSequences

    public init(_ operation: some Operation, of sequences: PackedSequences) { (self.operation, self.sequences) = (operation, sequences) }

    public var output: Tensor { operation.output }
    public func forward(rows _: Int) { operation.forward(rows: sequences.tokenCount) }
    public func backward(rows _: Int) { operation.backward(rows: sequences.tokenCount) }
}
