/// A row-major matrix with its gradient. Values that depend on the batch have `rows` as their capacity: operations are told how many are
/// in use.
public final class Tensor {
    public let rows: Int
    public let columns: Int
    public let storage: Storage
    /// d(loss)/d(values), written by the backward pass; every pass overwrites what the last one left.
    /// Allocated at its first use, so a network that only scores has none.
    public private(set) lazy var gradientStorage = Storage(count: count)
    /// For weights while a batch passes in pieces: the backward pass of every piece but the first adds to the gradient.
    public var addsToGradient = false
    /// Not kept: a use keeps its tensor, and the operation keeps the use.
    fileprivate weak var lastUse: Use?

    public init(rows: Int, columns: Int, storage: Storage? = nil) {
        self.rows = rows
        self.columns = columns
        self.storage = storage ?? Storage(count: rows * columns)
    }

    public var values: UnsafeMutablePointer<Float> { storage.pointer }
    public var gradient: UnsafeMutablePointer<Float> { gradientStorage.pointer }
    public var count: Int { rows * columns }
}

/// One operation's reading of a tensor. The backward pass runs from the last operation to the first, so the last reader of a tensor writes
/// its gradient and the earlier ones add to it: no pass that sets gradients to zero.
public final class Use {
    public let tensor: Tensor
    private var isEarlier = false

    public init(_ tensor: Tensor) {
        self.tensor = tensor
        tensor.lastUse?.isEarlier = true
        tensor.lastUse = self
    }

    public var accumulates: Bool { isEarlier || tensor.addsToGradient }

    var values: UnsafeMutablePointer<Float> { tensor.values }
    var gradient: UnsafeMutablePointer<Float> { tensor.gradient }
    var flag: Int32 { accumulates ? 1 : 0 }
}
