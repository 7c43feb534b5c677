import Diagnostics
import Safetensors
import Testing

@Suite struct WriterTests {
    @Test func theOrderOfAddingDoesNotMatter() throws {
        var first = SafetensorsWriter(metadata: ["b": "1", "a": "2"]), second = SafetensorsWriter(metadata: ["a": "2", "b": "1"])
        try first.add("x", int8: [1])
        try first.add("y", int64: [2])
        try second.add("y", int64: [2])
        try second.add("x", int8: [1])
        #expect(try first.encoded() == second.encoded())
    }

    @Test func dataIsAligned() throws {
        var writer = SafetensorsWriter()
        try writer.add("a", uint8: [1])
        try writer.add("z", uint64: [.max])
        try writer.add("m", uint16: [9])
        try writer.add("n", uint32: [8])
        let scratch = try Scratch()
        let encoded = try writer.encoded()
        let headerLength = encoded[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(headerLength % 8 == 0)
        let file = try SafetensorsFile(path: scratch.file("aligned", encoded))
        for (_, info) in file.tensors { #expect(info.range.lowerBound % info.type.size == 0) }
        #expect(try file.uint64s("z") == [.max])
        #expect(try file.int64s("n") == [8])
        #expect(file.names == ["a", "m", "n", "z"])
    }

    @Test func largeTensorsComeInPieces() throws {
        var writer = SafetensorsWriter()
        let values = (0..<1_000_003).map { Int32($0) }
        try writer.add("v", int32: values)
        var largest = 0
        var bytes: [UInt8] = []
        try writer.write {
            largest = max(largest, $0.count)
            bytes += $0
        }
        #expect(largest <= 1 << 20)
        let scratch = try Scratch()
        #expect(try SafetensorsFile(path: scratch.file("large", bytes)).int32s("v") == values)
    }

    @Test func misuseIsAFailure() throws {
        var writer = SafetensorsWriter()
        try writer.add("v", int8: [1])
        #expect(throws: Failure.self) { try writer.add("v", int8: [1]) }
        #expect(throws: Failure.self) { try writer.add("__metadata__", int8: [1]) }
        #expect(throws: Failure.self) { try writer.add("w", int8: [1], shape: [2]) }
        #expect(throws: Failure.self) { try writer.add("w", int8: [1], shape: [-1, -1]) }
    }

    @Test func lossyReadsAreRefused() throws {
        var writer = SafetensorsWriter()
        try writer.add("d", float64: [1])
        try writer.add("l", int64: [1])
        let scratch = try Scratch()
        let file = try SafetensorsFile(path: scratch.file("f", try writer.encoded()))
        #expect(throws: Failure.self) { _ = try file.floats("d") }
        #expect(throws: Failure.self) { _ = try file.int32s("l") }
        let failure = #expect(throws: Failure.self) { _ = try file.floats("dd") }
        #expect(failure?.diagnostics.first?.hint == "did you mean 'd'?")
    }

    /// Ties to even, overflow to infinity: the values follow from the formats' definitions.
    @Test func halfPrecisionRounds() throws {
        var writer = SafetensorsWriter()
        try writer.add("b", bfloat16: [1.00390625, 1.01171875, .infinity, 3.4e38])
        try writer.add("h", float16: [1.00048828125, 1e6])
        let scratch = try Scratch()
        let file = try SafetensorsFile(path: scratch.file("f", try writer.encoded()))
        #expect(try file.floats("b") == [1, 1.015625, .infinity, .infinity])
        #expect(try file.floats("h") == [1, .infinity])
    }
}
