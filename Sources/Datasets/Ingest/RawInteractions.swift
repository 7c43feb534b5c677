import Diagnostics
import Safetensors

/// What a format's reader collects before cleaning: every row that could be read, with users and items indexed by first appearance.
struct RawInteractions {
    var users: IdentifierIndex
    var items: IdentifierIndex
    var interactions = Interactions()
    /// Whether the files give ratings; without, the reader writes 1.
    var hasRatings = true
    var times = TimeTally()
    /// What the reader has to say.
    var warnings: [Diagnostic] = []
    /// The line of the file that each interaction is from, for formats that go back to it; else empty.
    var sourceLines: [Int32] = []
    var givenTest: Interactions?
    var givenCandidates: [[Int32]]?
    var itemTable: AttributeTable?
    var userTable: AttributeTable?

    init(_ options: IngestOptions) {
        users = IdentifierIndex(rules: options.identifierRules)
        items = IdentifierIndex(rules: options.identifierRules)
    }
}

/// Attributes by external id, as read from an item or user file. Names in the file's order.
struct AttributeTable {
    var names: [String]
    /// Row by id; the first row of an id counts.
    var rows: [ExactText: [String]] = [:]
    var repeated = 0
    var bad = 0
    /// The file is not UTF-8, and no option says what it is.
    var isGuessedLatin1 = false
    /// Rows of ids that are not wanted, which were not kept.
    var unused = 0
    /// A file's ids are told apart by the same rules as those of the interactions.
    var rules = IdentifierRules()

    init(names: [String], rules: IdentifierRules = IdentifierRules()) {
        self.names = names
        self.rules = rules
    }

    mutating func add(_ id: String, _ values: [String]) {
        let id = ExactText(rules.normalized(id))
        if rows[id] == nil { rows[id] = values } else { repeated += 1 }
    }

    /// Columns aligned to the ids ("" where an id has no row), and how many ids had a row.
    func columns(for ids: [String]) -> (fields: [String: [String]], matched: Int) {
        var fields: [String: [String]] = [:]
        let aligned = ids.map { rows[ExactText($0)] }
        for (column, name) in names.enumerated() {
            fields[name] = aligned.map { $0?[column] ?? "" }
        }
        return (fields, aligned.count { $0 != nil })
    }
}

public struct IngestResult: Sendable {
    public var dataset: Dataset
    public var report: IngestReport
    /// The line of the file that each interaction is from, where the format keeps count.
    var sourceLines: [Int32] = []
    /// What the format adds to the artifact.
    public internal(set) var files: [IngestFile] = []
    /// What a person should know about the data.
    public internal(set) var warnings: [Diagnostic] = []
    /// What was read, what was left out and why, in one line.
    public internal(set) var summary = ""
    /// Whether interactions were left out.
    public internal(set) var hasLeftOut = false

    public init(dataset: Dataset, report: IngestReport) {
        self.dataset = dataset
        self.report = report
    }
}

/// A file of the artifact that a format writes itself, as it reads what is too large for memory.
public struct IngestFile: Sendable {
    public let name: String
    public let write: @Sendable (_ sink: ByteSink) throws -> Void

    init(_ name: String, write: @escaping @Sendable (_ sink: ByteSink) throws -> Void) {
        self.name = name
        self.write = write
    }
}
