import Diagnostics
import Safetensors

/// Lists of different lengths as two tensors: `name.offsets` (n + 1, I64) and `name.values` (I32).
enum RaggedLists {
    static func add(_ lists: [[Int32]], _ name: String, to writer: inout SafetensorsWriter) throws {
        var offsets: [Int64] = [0]
        offsets.reserveCapacity(lists.count + 1)
        for list in lists { offsets.append((offsets.last ?? 0) + Int64(list.count)) }
        try writer.add("\(name).offsets", int64: offsets)
        try writer.add("\(name).values", int32: Array(lists.joined()))
    }

    static func read(_ name: String, of file: SafetensorsFile) throws -> [[Int32]]? {
        guard file.tensors["\(name).offsets"] != nil else { return nil }
        let offsets = try file.int64s("\(name).offsets"), values = try file.int32s("\(name).values")
        let isValid = offsets.first == 0 && offsets.last == Int64(values.count) && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
        guard isValid else { throw Failure(.invalidInput, "'\(file.path)': the offsets of '\(name)' do not fit its values") }
        return zip(offsets, offsets.dropFirst()).map { Array(values[Int($0)..<Int($1)]) }
    }
}
