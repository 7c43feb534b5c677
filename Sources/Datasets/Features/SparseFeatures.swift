/// Features of users or items, one row each, as a sparse matrix by compressed rows: row r has values[offsets[r]..<offsets[r+1]] in the
/// columns of the same positions. Fields side by side, in the order of their columns, cover all columns.
public struct SparseFeatures: Hashable, Sendable {
    /// Rows + 1 ascending positions, the first 0, the last `values.count`.
    public var offsets: [Int]
    /// Ascending within a row.
    public var columns: [Int32]
    public var values: [Float]
    public var columnCount: Int
    public var fields: [FeatureField]

    /// Without `fields`, all columns are one field of text weights.
    public init(offsets: [Int], columns: [Int32], values: [Float], columnCount: Int, fields: [FeatureField]? = nil) {
        self.offsets = offsets
        self.columns = columns
        self.values = values
        self.columnCount = columnCount
        self.fields = fields ?? Self.unnamedFields(columnCount: columnCount)
    }

    /// Vectors of equal width, row-major, as one field that has all columns in every row.
    public init(dense vectors: [Float], width: Int, field: String = "content") {
        let rows = width > 0 ? vectors.count / width : 0
        self.init(
            offsets: (0...rows).map { $0 * width }, columns: (0..<rows).flatMap { _ in (0..<Int32(width)) }, values: vectors,
            columnCount: width, fields: [FeatureField(field, .dense, columns: 0..<width)])
    }

    /// What a matrix has that nobody divided into fields.
    public static func unnamedFields(columnCount: Int) -> [FeatureField] { [FeatureField("content", .text, columns: 0..<columnCount)] }

    public var rowCount: Int { max(0, offsets.count - 1) }

    public func field(named name: String) -> FeatureField? { fields.first { $0.name == name } }
}
