import Diagnostics
import Parameters

/// Lists of implicit feedback, one user a line: `user item item …`, as the LightGCN authors' splits have them.
///
/// Source: He et al. 2020, "LightGCN", doi:10.1145/3397271.3401063, and its repository.
public enum LightGCNFormat: DatasetFormat {
    public static let id = "lightgcn"
    public static let documentation = "implicit lists 'user item item …', one user a line, with an optional test file"
    public static let version = 2

    public struct Options: ParameterRecord {
        public var train = ""
        public var test: String?

        public init() {}

        public static let fields: [Field<Self>] = [
            Field("train", \.train, type: .path, required: true, "training lists; fields separated by blanks"),
            Field("test", \.test, type: .optional(.path), "test lists in the same layout, for split strategy 'given'"),
        ]
    }

    public static func mayGiveRatings(_ options: Options) -> Bool { false }

    public static func read(_ options: Options, common: IngestOptions, files: (String) throws -> String) throws -> IngestResult {
        var raw = RawInteractions(common)
        raw.hasRatings = false
        var report = IngestReport(format: id)
        raw.interactions = try lists(try files("train"), &raw.users, &raw.items, common, &report)
        if options.test != nil { raw.givenTest = try lists(try files("test"), &raw.users, &raw.items, common, &report) }
        return try IngestPipeline.finish(raw, common, report)
    }

    /// A user without items adds nothing.
    private static func lists(
        _ path: String, _ users: inout IdentifierIndex, _ items: inout IdentifierIndex, _ common: IngestOptions,
        _ report: inout IngestReport
    ) throws -> Interactions {
        var reader = try RecordReader(path: path, delimiter: [0x20], splitsOnBlanks: true)
        var bad = BadRows(policy: common.onBadRow)
        var result = Interactions()
        while try reader.next() {
            report.rowsRead += 1
            if let problem = reader.problem {
                bad.add(problem.message, at: problem.position, of: reader)
                continue
            }
            if let field = reader.fields.first(where: { reader.text($0) == nil }) {
                bad.add("an id that is not valid UTF-8", field, of: reader)
                continue
            }
            guard reader.fields.count > 1, let user = users.index(reader.fields[0], of: reader) else { continue }
            for field in reader.fields.dropFirst() {
                guard let item = items.index(field, of: reader) else { continue }
                result.users.append(user)
                result.items.append(item)
            }
        }
        result.ratings = [Float](repeating: 1, count: result.users.count)
        result.timestamps = [Int64](repeating: Interactions.unknownTime, count: result.users.count)
        report.badRows += bad.count
        try bad.check(path: path)
        return result
    }
}
