import Diagnostics
import Safetensors

/// Interactions as four tensors `users`, `items` (I32), `ratings` (F32), `timestamps` (I64, microseconds since 1970 UTC; the least value
/// means unknown), after a prefix. The metadata says so: `time_unit: microseconds`, and `ratings: explicit`, or `none` where each is 1
/// because the data came without.
enum InteractionTensors {
    static func add(_ interactions: Interactions, _ prefix: String, to writer: inout SafetensorsWriter) throws {
        try writer.add(prefix + "users", int32: interactions.users)
        try writer.add(prefix + "items", int32: interactions.items)
        try writer.add(prefix + "ratings", float32: interactions.ratings)
        try writer.add(prefix + "timestamps", int64: interactions.timestamps)
    }

    /// Metadata of a file of interactions.
    static func metadata(userCount: Int, itemCount: Int, hasRatings: Bool) -> [String: String] {
        [
            "users": String(userCount), "items": String(itemCount), "time_unit": "microseconds",
            "ratings": hasRatings ? "explicit" : "none",
        ]
    }

    static func hasRatings(_ file: SafetensorsFile) -> Bool { file.metadata["ratings"] != "none" }

    /// Files of versions that kept whole seconds do not name the unit.
    private static func times(_ name: String, of file: SafetensorsFile) throws -> [Int64] {
        let times = try file.int64s(name)
        guard file.metadata["time_unit"] == nil else { return times }
        return try times.map { seconds in
            guard seconds != Interactions.unknownTime else { return seconds }
            let (time, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
            guard !overflow else { throw Failure(.invalidInput, "'\(file.path)': \(seconds) seconds are beyond the calendar") }
            return time
        }
    }

    static func read(_ prefix: String, of file: SafetensorsFile, userCount: Int, itemCount: Int) throws -> Interactions {
        let result = Interactions(
            users: try file.int32s(prefix + "users"), items: try file.int32s(prefix + "items"),
            ratings: try file.floats(prefix + "ratings"), timestamps: try times(prefix + "timestamps", of: file))
        let count = result.users.count
        guard result.items.count == count, result.ratings.count == count, result.timestamps.count == count else {
            throw Failure(.invalidInput, "'\(file.path)': the columns of '\(prefix)' differ in length")
        }
        try checkIndices(result.users, below: userCount, "user", file.path)
        try checkIndices(result.items, below: itemCount, "item", file.path)
        return result
    }

    static func checkIndices(_ column: [Int32], below count: Int, _ noun: String, _ path: String) throws {
        var high: Int32 = -1, low: Int32 = 0
        for index in column {
            high = max(high, index)
            low = min(low, index)
        }
        guard low >= 0, Int(high) < count else {
            throw Failure(.invalidInput, "'\(path)' has a \(noun) index outside 0..<\(count)")
        }
    }

    static func counts(of file: SafetensorsFile) throws -> (users: Int, items: Int) {
        guard let users = file.metadata["users"].flatMap({ Int($0) }), let items = file.metadata["items"].flatMap({ Int($0) }),
            users >= 0, items >= 0
        else { throw Failure(.invalidInput, "'\(file.path)' does not say how many users and items there are") }
        return (users, items)
    }
}
