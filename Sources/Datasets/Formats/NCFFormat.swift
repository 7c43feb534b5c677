import Diagnostics
import Parameters

/// The split files of the NCF authors: training and test ratings, and for each test rating a line of negatives `(user,item)⇥n1⇥n2…`.
///
/// Some users have their own test item among their negatives (156 in the authors' ML-1M files): candidates are made unique and free of the
/// positive, which is what the authors' evaluator does in effect by keeping scores in a dictionary.
///
/// Source: He et al. 2017, "Neural collaborative filtering", doi:10.1145/3038912.3052569, and its repository.
public enum NCFFormat: DatasetFormat {
    public static let id = "ncf"
    public static let documentation = "the NCF authors' files: train.rating, test.rating, test.negative"
    public static let version = 2

    public struct Options: ParameterRecord {
        public var train = ""
        public var test = ""
        public var negatives: String?

        public init() {}

        public static let fields: [Field<Self>] = [
            Field("train", \.train, type: .path, required: true, "training ratings: user, item, rating, time, separated by tabs"),
            Field("test", \.test, type: .path, required: true, "test ratings in the same layout"),
            Field("negatives", \.negatives, type: .optional(.path), "candidates for each test rating, line by line"),
        ]
    }

    public static func read(_ options: Options, common: IngestOptions, files: (String) throws -> String) throws -> IngestResult {
        var raw = RawInteractions(common)
        var report = IngestReport(format: id)
        try readRatings(try files("train"), common, .training, &raw, &report)
        try readRatings(try files("test"), common, .givenTest, &raw, &report)
        guard var test = raw.givenTest else { return try IngestPipeline.finish(raw, common, report) }
        if options.negatives != nil {
            let lists = try readNegatives(try files("negatives"), &raw, common, &report)
            raw.givenCandidates = try candidates(for: &test, lists, &report, common, path: try files("negatives"))
        }
        raw.givenTest = test
        return try IngestPipeline.finish(raw, common, report)
    }

    private static func readRatings(
        _ path: String, _ common: IngestOptions, _ part: InteractionReader.Part, _ raw: inout RawInteractions, _ report: inout IngestReport
    ) throws {
        var reader = try RecordReader(path: path, delimiter: [0x09])
        var bad = BadRows(policy: common.onBadRow)
        var interactions = InteractionReader(columns: InteractionColumns(user: 0, item: 1, rating: 2, timestamp: 3), options: common)
        report.rowsRead += try interactions.read(&reader, into: &raw, part, bad: &bad)
        report.badRows += bad.count
        try bad.check(path: path)
    }

    private struct Pair: Hashable {
        var user: Int32
        var item: Int32
    }

    private static func readNegatives(
        _ path: String, _ raw: inout RawInteractions, _ common: IngestOptions, _ report: inout IngestReport
    ) throws -> [Pair: [Int32]] {
        var reader = try RecordReader(path: path, delimiter: [0x09])
        var bad = BadRows(policy: common.onBadRow)
        var lists: [Pair: [Int32]] = [:]
        while try reader.next() {
            if let problem = reader.problem {
                bad.add(problem.message, at: problem.position, of: reader)
                continue
            }
            guard let (user, item) = key(reader) else {
                bad.add("the line does not begin with (user,item)", reader.fields[0], of: reader)
                continue
            }
            let pair = Pair(user: raw.users.index(integer: user), item: raw.items.index(integer: item))
            var list: [Int32] = []
            var isValid = true
            for field in reader.fields.dropFirst() where field.start < field.end && isValid {
                guard let index = raw.items.index(field, of: reader) else {
                    bad.add("the item is not valid UTF-8", field, of: reader)
                    isValid = false
                    continue
                }
                list.append(index)
            }
            if isValid { lists[pair] = list }
        }
        report.badRows += bad.count
        try bad.check(path: path)
        return lists
    }

    /// The two numbers of `(12,345)`.
    private static func key(_ reader: RecordReader) -> (Int, Int)? {
        let field = reader.fields[0]
        guard let text = reader.text(field), text.hasPrefix("("), text.hasSuffix(")") else { return nil }
        let parts = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, let user = Int(parts[0]), let item = Int(parts[1]), user >= 0, item >= 0 else { return nil }
        return (user, item)
    }

    /// The list of each test interaction, unique and without the positive.
    private static func candidates(
        for test: inout Interactions, _ lists: [Pair: [Int32]], _ report: inout IngestReport, _ common: IngestOptions, path: String
    ) throws -> [[Int32]] {
        var result: [[Int32]] = []
        var hasList: [Bool] = []
        for (user, item) in zip(test.users, test.items) {
            let list = lists[Pair(user: user, item: item)]
            hasList.append(list != nil)
            guard let list else { continue }
            var taken: Set<Int32> = [item]
            let unique = list.filter { taken.insert($0).inserted }
            report.candidatesRemoved += list.count - unique.count
            if unique.count < list.count { report.candidateListsDeduplicated += 1 }
            result.append(unique)
        }
        let missing = hasList.count { !$0 }
        guard missing > 0 else { return result }
        guard common.onBadRow == .skip else {
            throw Failure(
                .invalidInput, "'\(path)' has no candidates for \(missing) of \(hasList.count) test ratings",
                hint: "are the files of one split? `on_bad_row: skip` leaves such test ratings out")
        }
        report.badRows += missing
        test = test.filtered(hasList)
        return result
    }
}
