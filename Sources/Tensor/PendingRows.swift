/// Rows of an embedding table whose updates an optimizer has put off. Every operation that reads rows calls `EmbeddingTable.prepare`
/// before, so that it sees the values that the rows would have had.
public protocol PendingRows: AnyObject {
    /// Brings `count` rows up to date with the steps taken so far: those at `rows` (repetitions are harmless), or 0..<count where it is
    /// nil.
    func catchUp(_ rows: UnsafePointer<Int32>?, count: Int)

    /// All rows are as they should be: a new epoch begins.
    func reset()
}
