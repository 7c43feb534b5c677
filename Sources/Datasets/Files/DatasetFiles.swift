import Diagnostics
import Safetensors

/// Makes a file of an artifact: calls the body with a sink for the file's bytes, and keeps the file once the body returns.
public typealias FileMaker = (_ name: String, _ body: (ByteSink) throws -> Void) throws -> Void

/// A dataset as files:
///
/// - `interactions.safetensors`: `users`, `items` (I32), `ratings` (F32), `timestamps` (I64, microseconds since 1970 UTC); metadata `users`,
///   `items` with the counts, `time_unit`, `ratings` (`none`: each is 1), `repeated_pairs`
/// - `given.safetensors`: the test, validation and candidates that came with the data (`test.users`, …, `candidates.offsets`,
///   `candidates.values`); metadata `test.note`: why rows of the test were left out
/// - `users.csv`, `items.csv`: index, id and attributes
/// - `profile.json`, `report.json`
public enum DatasetFiles {
    public static func write(_ dataset: Dataset, report: IngestReport, profile: DataProfile, make: FileMaker) throws {
        var metadata = InteractionTensors.metadata(
            userCount: dataset.userIDs.count, itemCount: dataset.itemIDs.count, hasRatings: dataset.hasRatings)
        if dataset.repeatedPairs > 0 { metadata["repeated_pairs"] = String(dataset.repeatedPairs) }
        var writer = SafetensorsWriter(metadata: metadata)
        try InteractionTensors.add(dataset.interactions, "", to: &writer)
        try make("interactions.safetensors", writer.write)
        metadata["repeated_pairs"] = nil
        metadata["test.note"] = dataset.givenTestNote
        var given = SafetensorsWriter(metadata: metadata)
        if let test = dataset.givenTest { try InteractionTensors.add(test, "test.", to: &given) }
        if let validation = dataset.givenValidation { try InteractionTensors.add(validation, "validation.", to: &given) }
        if let candidates = dataset.givenCandidates { try RaggedLists.add(candidates, "candidates", to: &given) }
        try make("given.safetensors", given.write)
        try make("users.csv") { try AttributeFile.write(ids: dataset.userIDs, fields: dataset.userFields, to: $0) }
        try make("items.csv") { try AttributeFile.write(ids: dataset.itemIDs, fields: dataset.itemFields, to: $0) }
        try make("profile.json") { try $0(JSONFile.encode(profile)) }
        try make("report.json") { try $0(JSONFile.encode(report)) }
    }

    /// Everything. `path` gives the real path of a file by its name.
    public static func read(path: (String) throws -> String) throws -> Dataset {
        let data = try readInteractions(path: path)
        let users = try AttributeFile.read(path: path("users.csv")), items = try AttributeFile.read(path: path("items.csv"))
        guard users.ids.count == data.userCount, items.ids.count == data.itemCount else {
            throw Failure(.invalidInput, "'\(try path("interactions.safetensors"))' and its users.csv or items.csv do not belong together")
        }
        var dataset = Dataset(
            interactions: data.interactions, userIDs: users.ids, itemIDs: items.ids, itemFields: items.fields, userFields: users.fields,
            givenTest: data.givenTest, givenValidation: data.givenValidation, givenCandidates: data.givenCandidates)
        dataset.hasRatings = data.hasRatings
        dataset.repeatedPairs = data.repeatedPairs
        dataset.givenTestNote = data.givenTestNote
        return dataset
    }

    /// Interactions and what was given with them; opens only the two safetensors files.
    public static func readInteractions(path: (String) throws -> String) throws -> InteractionData {
        let file = try SafetensorsFile(path: path("interactions.safetensors"))
        let (users, items) = try InteractionTensors.counts(of: file)
        var data = InteractionData(
            interactions: try InteractionTensors.read("", of: file, userCount: users, itemCount: items), userCount: users, itemCount: items)
        data.hasRatings = InteractionTensors.hasRatings(file)
        data.repeatedPairs = file.metadata["repeated_pairs"].flatMap { Int($0) } ?? 0
        let given = try SafetensorsFile(path: path("given.safetensors"))
        data.givenTestNote = given.metadata["test.note"]
        let part = { (prefix: String) in
            given.tensors[prefix + "users"] == nil
                ? nil : try InteractionTensors.read(prefix, of: given, userCount: users, itemCount: items)
        }
        data.givenTest = try part("test.")
        data.givenValidation = try part("validation.")
        data.givenCandidates = try candidates(of: given, for: data.givenTest, itemCount: items)
        return data
    }

    /// Item ids and attributes; opens only `items.csv`.
    public static func readItems(path: (String) throws -> String) throws -> (ids: [String], fields: [String: [String]]) {
        try AttributeFile.read(path: path("items.csv"))
    }

    public static func readUsers(path: (String) throws -> String) throws -> (ids: [String], fields: [String: [String]]) {
        try AttributeFile.read(path: path("users.csv"))
    }

    public static func readProfile(path: (String) throws -> String) throws -> DataProfile {
        try JSONFile.decode(DataProfile.self, path: path("profile.json"))
    }

    public static func readReport(path: (String) throws -> String) throws -> IngestReport {
        try JSONFile.decode(IngestReport.self, path: path("report.json"))
    }

    static func candidates(of file: SafetensorsFile, for test: Interactions?, itemCount: Int) throws -> [[Int32]]? {
        guard let lists = try RaggedLists.read("candidates", of: file) else { return nil }
        try InteractionTensors.checkIndices(try file.int32s("candidates.values"), below: itemCount, "candidate", file.path)
        guard lists.count == test?.count else {
            throw Failure(.invalidInput, "'\(file.path)' has \(lists.count) lists of candidates for \(test?.count ?? 0) test interactions")
        }
        return lists
    }
}

/// `interactions.safetensors` alone.
public enum InteractionsFile {
    public static func read(path: String, userCount: Int, itemCount: Int) throws -> Interactions {
        try InteractionTensors.read("", of: try SafetensorsFile(path: path), userCount: userCount, itemCount: itemCount)
    }
}
