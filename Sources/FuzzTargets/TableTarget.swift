import Datasets
import Parameters

/// A data format: its files parted by 0x1C, read once so that a bad row is an error and once so that it is skipped.
@Sendable func tableTarget(_ format: AnyDatasetFormat) -> FuzzTarget {
    FuzzTarget(format.id, "files of the data format \(format.id), parted by 0x1C") {
        let folder = try ScratchFolder()
        return { bytes in
            let parts = bytes.split(separator: 0x1C, maxSplits: format.pathFields.count - 1, omittingEmptySubsequences: false)
            var paths: [String: String] = [:]
            for (name, part) in zip(format.pathFields, parts) { paths[name] = try folder.write(name, part) }
            for field in format.fields where format.pathFields.contains(field.name) && field.defaultValue == nil && paths[field.name] == nil
            {
                paths[field.name] = try folder.write(field.name, [])
            }
            let given = paths
            func read(_ policy: String) throws -> IngestResult? {
                let values = format.fields.map { field -> (name: String, value: ParameterValue) in
                    if let path = given[field.name] { return (field.name, .string(path)) }
                    return (field.name, field.name == "on_bad_row" ? .string(policy) : field.defaultValue ?? .null)
                }
                return try orderly { try format.read(parameters: .record(values)) { given[$0] ?? "" } }
            }
            let strict = try read("error"), lenient = try read("skip")
            if let strict {
                try promise(lenient?.dataset == strict.dataset, "no row is bad, and skipping bad rows changes the data")
                try promise(strict.report.badRows == 0, "bad rows were counted, and not reported")
            }
            if let lenient { try check(lenient.dataset) }
        }
    }
}

private func check(_ dataset: Dataset) throws {
    let data = dataset.interactions
    try promise(data.users.allSatisfy { $0 >= 0 && Int($0) < dataset.userIDs.count }, "a user that there is not")
    try promise(data.items.allSatisfy { $0 >= 0 && Int($0) < dataset.itemIDs.count }, "an item that there is not")
    try promise(data.ratings.allSatisfy(\.isFinite), "a rating that is no number")
    try promise(Set(dataset.userIDs.map { Array($0.utf8) }).count == dataset.userIDs.count, "a user twice")
    try promise(dataset.itemFields.values.allSatisfy { $0.count == dataset.itemIDs.count }, "a column of another length")
    _ = DataProfile(dataset)
}
