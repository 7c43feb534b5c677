import Glibc
import Randomness
import Tensor

/// One side of `AlternatingLeastSquares`: its factors and what each of its rows was observed with.
public final class Side {
    public let table: FactorTable
    let lists: AdjacencyLists
    private let rule: RowRegularization

    init(name: String, lists: AdjacencyLists, factors: Int, deviation: Double, regularization: RowRegularization, seed: UInt64) {
        self.lists = lists
        rule = regularization
        table = FactorTable(rows: lists.count, factors: factors)
        var random = RandomStream(seed: seed, purpose: "initialize/" + name)
        table.assign((0..<lists.count * factors).map { _ in Float(deviation * random.normal()) })
    }

    func regularization(_ row: Int) -> Float { rule(lists.offsets[row + 1] - lists.offsets[row]) }
}

/// Compressed lists: those of row r are `indices[offsets[r]..<offsets[r + 1]]`.
public struct AdjacencyLists: Sendable {
    public var offsets: [Int]
    public var indices: [Int32]

    public init(offsets: [Int], indices: [Int32]) { (self.offsets, self.indices) = (offsets, indices) }

    /// Rows.
    public var count: Int { offsets.count - 1 }

    public var counts: [Int] { zip(offsets, offsets.dropFirst()).map { $1 - $0 } }

    public subscript(row: Int) -> ArraySlice<Int32> { indices[offsets[row]..<offsets[row + 1]] }
}

/// Rows of factors, padded with zeros to a multiple of 16 so that kernels need no tails.
public final class FactorTable {
    public let rows: Int, factors: Int
    /// Floats from a row to the next.
    let columns: Int
    let storage: Storage

    init(rows: Int, factors: Int) {
        (self.rows, self.factors, columns) = (rows, factors, (factors + 15) / 16 * 16)
        storage = Storage(count: rows * columns)
    }

    /// rows × factors.
    public var array: [Float] {
        [Float](unsafeUninitializedCapacity: rows * factors) { out, count in
            count = rows * factors
            guard let start = out.baseAddress else { return }
            for row in 0..<rows { (start + row * factors).update(from: storage.pointer + row * columns, count: factors) }
        }
    }

    /// Copies rows × factors values.
    public func assign(_ values: [Float]) {
        values.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress, source.count == rows * factors else { return }
            for row in 0..<rows { (storage.pointer + row * columns).update(from: start + row * factors, count: factors) }
        }
    }
}

func power(_ base: Double, _ exponent: Double) -> Double { exponent == 1 ? base : pow(base, exponent) }
