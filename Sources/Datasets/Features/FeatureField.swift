/// A named group of neighbouring columns of a feature matrix: what one attribute of users or items became.
public struct FeatureField: Hashable, Sendable {
    /// What the columns hold.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// One column a value, one of them 1 in each row; the first column is for values that have none of their own.
        case categorical
        /// One column a value, any number of them 1 in a row; the first column is for values that have none of their own.
        case multi
        /// The standardised number, then 1 where it is missing.
        case numeric
        /// Weights of the words of a text.
        case text
        /// A vector whose columns mean something only together, such as an encoder's of a text; every row has all columns.
        case dense

        /// Whether networks over pairs take the columns as they are: the others' are looked up in a table of embeddings.
        public var isNumbers: Bool { self == .numeric || self == .dense }
    }

    public var name: String
    public var kind: Kind
    /// Columns of the matrix, never empty in a matrix that has columns.
    public var columns: Range<Int>

    public init(_ name: String, _ kind: Kind, columns: Range<Int>) {
        self.name = name
        self.kind = kind
        self.columns = columns
    }
}
