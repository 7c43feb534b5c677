import Foundation
import Safetensors
import Testing

/// Against the Python package: `Fixtures/make_fixtures.py`.
@Suite struct PeerTests {
    private struct Expected: Decodable {
        var shape: [Int]
        var values: [Double]
    }

    @Test func readsWhatPythonWrote() throws {
        let file = try SafetensorsFile(path: fixture("all_types.safetensors"))
        let expected = try JSONDecoder().decode(
            [String: Expected].self, from: Data(contentsOf: URL(fileURLWithPath: fixture("all_types.json"))))
        for (name, tensor) in expected {
            #expect(try file.shape(name) == tensor.shape)
            let values: [Double] =
                switch try file.type(name) {
                case .float16, .bfloat16, .float32, .float64: try file.doubles(name)
                case .bool: try file.bools(name).map { $0 ? 1 : 0 }
                default: try file.int64s(name).map(Double.init)
                }
            #expect(values == tensor.values, "\(name)")
        }
        #expect(expected.count == 10)
        #expect(try file.int64s("a_i64") == [Int64.min, 0, Int64.max])
        #expect(file.metadata == ["näme \"quoted\"": "line\nbreak \\ \u{1} 🎬"])
    }

    @Test func writesTheBytesThatPythonWrites() throws {
        var writer = SafetensorsWriter(metadata: ["näme \"quoted\"": "line\nbreak \\ \u{1} 🎬"])
        try writer.add("k_empty", bool: [], shape: [0, 4])
        try writer.add("j_bool", bool: [true, false, true])
        try writer.add("b_f64", float64: [1.5, -2.25, 1e300, 3], shape: [2, 2])
        try writer.add("a_i64", int64: [.min, 0, .max])
        try writer.add("c_f32", float32: [0.1, -0.0, 3.4e38], shape: [1, 3])
        try writer.add("d_i32", int32: [.min, .max], shape: [1, 2, 1])
        try writer.add("e_bf16", bfloat16: [1, 3.140625, -2.5e30])
        try writer.add("f_f16", float16: [65504, -0.5, 6e-8])
        try writer.add("g_i16", int16: [.min, .max])
        try writer.add("h_i8", int8: [.min, .max, 5])
        try writer.add("i_u8", uint8: [0, 255])
        let theirs = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture("all_types.safetensors"))))
        #expect(try writer.encoded() == theirs)
    }
}
