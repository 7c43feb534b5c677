import Foundation
import Safetensors

/// A small encoder that Fixtures/make.py made, with what Hugging Face transformers computes with it.
struct Fixture {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures"
    static let all = ["bert", "bert-head", "distilbert", "t5", "mt5", "t5-whole"]

    let path: String
    let offsets: [Int]
    let tokens: [Int32]
    /// One row a token.
    let hidden: [Float]

    init(_ name: String) throws {
        path = "\(Self.folder)/\(name)"
        let file = try SafetensorsFile(path: path + "/expected.safetensors")
        offsets = try file.int64s("offsets").map(Int.init)
        tokens = try file.int32s("tokens")
        hidden = try file.floats("hidden")
    }

    /// Means over each text's tokens.
    func means(_ dimension: Int) -> [Double] {
        zip(offsets, offsets.dropFirst()).flatMap { first, last in
            (0..<dimension).map { j in (first..<last).reduce(0) { $0 + Double(hidden[$1 * dimension + j]) } / Double(last - first) }
        }
    }
}

/// A folder that is removed afterwards.
func withScratch<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = NSTemporaryDirectory() + "transformers-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
}

/// The tensors of a fixture's weights as float32, to be written again in another form.
func weights(_ name: String) throws -> [String: (values: [Float], shape: [Int])] {
    let file = try SafetensorsFile(path: "\(Fixture.folder)/\(name)/model.safetensors")
    return Dictionary(uniqueKeysWithValues: try file.names.map { ($0, (try file.floats($0), try file.shape($0))) })
}

/// A model's folder from a fixture's configuration, its text changed, and tensors.
func write(
    _ tensors: [String: (values: [Float], shape: [Int])], configuration name: String, replacing: [String: String] = [:], to path: String
)
    throws
{
    var writer = SafetensorsWriter()
    for (name, tensor) in tensors { try writer.add(name, float32: tensor.values, shape: tensor.shape) }
    try Data(try writer.encoded()).write(to: URL(fileURLWithPath: path + "/model.safetensors"))
    var text = try String(contentsOfFile: "\(Fixture.folder)/\(name)/config.json", encoding: .utf8)
    for (from, to) in replacing { text = text.replacingOccurrences(of: from, with: to) }
    try text.write(toFile: path + "/config.json", atomically: true, encoding: .utf8)
}
