import Datasets
import Diagnostics
import Engine
import Parameters
import Spec

/// Files of users' interactions → one clean, indexed data set with its profile.
public enum IngestStage: Stage {
    public static let version = 3

    /// Files of the artifact that later stages depend on one by one.
    static let interactionFiles = ["interactions.safetensors", "given.safetensors"]
    static let itemsFile = "items.csv"
    static let usersFile = "users.csv"

    public static let block = BlockSchema(
        "ingest", "Reads interactions, cleans and indexes them.", tag: "format",
        cases: DatasetFormats.all.map { TaggedCase($0.id, $0.documentation, $0.fields) }, isOptional: true)

    public static func plan(_ block: ResolvedBlock, in run: RunConfiguration) throws -> StagePlan? {
        let format = try DatasetFormats.named(block.caseID)
        try format.check(block.values)
        // A path may go on into a zip archive: what is hashed is the archive, and the rest of the path is a parameter.
        var parameters = block.values.removing(format.pathFields), files: [(name: String, path: String)] = []
        var members: [String: String] = [:]
        for file in format.files(block.values) {
            let place = DataPath(file.path)
            files.append((file.name, place.file))
            members[file.name] = place.member
            if let member = place.member { parameters = parameters.setting(file.name, to: .string(member)) }
        }
        return StagePlan(
            codeVersion: version * 1000 + format.version, parameters: parameters, files: files,
            executor: IngestExecutor(format: format, paths: files.map(\.name), members: members))
    }
}

struct IngestExecutor: StageExecutor {
    let format: AnyDatasetFormat
    /// Path options that the spec gives.
    let paths: [String]
    /// Which file of a zip archive a path option names.
    let members: [String: String]

    func execute(_ context: StageContext) throws {
        var parameters = context.parameters
        for name in paths { parameters = parameters.setting(name, to: .string(name)) }
        let result = try naming(preparedFiles(context)) {
            try format.read(parameters: parameters) { try context.inputPath($0) + (members[$0].map { "/" + $0 } ?? "") }
        }
        let profile = DataProfile(result.dataset)
        try DatasetFiles.write(result.dataset, report: result.report, profile: profile) { name, body in
            try context.writeFile(name, body)
        }
        for file in result.files { try context.writeFile(file.name) { try file.write($0) } }
        tell(result, preparedFiles(context), context)
        for count in result.report.counts { context.log("\(count.name): \(count.value)") }
        let points =
            profile.figures
            + result.report.counts.filter { $0.name != "unknown_times" }.map { MetricsFile.Point("data/\($0.name)", Double($0.value)) }
        try context.writeFile(MetricsFile.name) { try $0(try MetricsFile.encode(points)) }
    }
}

extension IngestExecutor {
    /// What was read and left out in one line, and what may be wrong with it.
    private func tell(_ result: IngestResult, _ names: [(path: String, name: String)], _ context: StageContext) {
        if result.hasLeftOut { context.note(result.summary, kind: "rows_left_out") } else { context.log(result.summary) }
        if result.report.badRows > 0 {
            context.warn(
                .warning(
                    "\(result.report.badRows) of \(result.report.rowsRead) rows could not be read and were left out",
                    hint: "'on_bad_row: error' names them", kind: "bad_rows"))
        }
        for var warning in result.warnings {
            for (path, name) in names { warning.message = warning.message.replacing(path, with: name) }
            context.warn(warning)
        }
    }

    /// Files that stages of `prepare` made: path in the store → as the spec calls them.
    private func preparedFiles(_ context: StageContext) -> [(path: String, name: String)] {
        context.node.inputs.compactMap { input in
            guard let path = try? context.inputPath(input.name), let file = input.files?.first else { return nil }
            return (path, input.node.replacing("/", with: ":", maxReplacements: 1) + "/" + file)
        }
    }

    /// Nobody knows a file of the store by its path there.
    private func naming<Result>(_ names: [(path: String, name: String)], _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch var failure as Failure {
            for index in failure.diagnostics.indices {
                for (path, name) in names {
                    failure.diagnostics[index].message = failure.diagnostics[index].message.replacing(path, with: name)
                    if failure.diagnostics[index].location?.file == path { failure.diagnostics[index].location?.file = name }
                }
            }
            throw failure
        }
    }
}

extension DataProfile {
    /// What is worth asking the run database for; the rest is in `profile.json`.
    fileprivate var figures: [MetricsFile.Point] {
        var points = [
            MetricsFile.Point("data/users", Double(users)), MetricsFile.Point("data/items", Double(items)),
            MetricsFile.Point("data/interactions", Double(interactions)), MetricsFile.Point("data/density", density),
            MetricsFile.Point("data/interactions_per_user", perUser.mean), MetricsFile.Point("data/rating_mean", ratingMean),
            MetricsFile.Point("data/top_fifth_share", topFifthShare), MetricsFile.Point("data/rare_item_share", rareItemShare),
            MetricsFile.Point("data/item_gini", itemGini), MetricsFile.Point("data/unknown_times", Double(unknownTimes)),
        ]
        if let firstTime { points.append(MetricsFile.Point("data/first_time", firstTime)) }
        if let lastTime { points.append(MetricsFile.Point("data/last_time", lastTime)) }
        return points
    }
}

extension ParameterValue {
    func removing(_ names: [String]) -> ParameterValue {
        guard case .record(var record) = self else { return self }
        for name in names { record[name] = nil }
        return .record(record)
    }

    func setting(_ name: String, to value: ParameterValue) -> ParameterValue {
        guard case .record(var record) = self else { return self }
        record[name] = value
        return .record(record)
    }
}
