import Diagnostics
import Safetensors
import Store

/// Vectors of some texts, by the digests of their tokens: `vectors.safetensors` with `digests` (texts × 32 bytes) and either one float32
/// row of `vectors` a text, or one float16 row a token, those of text t being rows `offsets[t]..<offsets[t + 1]`.
struct TextVolume {
    static let name = "vectors.safetensors"

    let file: SafetensorsFile
    let digests: [Digest]
    let width: Int
    /// Of texts that keep a vector a token.
    let offsets: [Int]?

    init(path: String) throws {
        file = try SafetensorsFile(path: path)
        let bytes = try file.bytes("digests"), shape = try file.shape("vectors")
        digests = stride(from: 0, to: bytes.count, by: 32).compactMap { Digest(bytes: bytes[$0..<min(bytes.count, $0 + 32)]) }
        offsets = file.tensors["offsets"] == nil ? nil : try file.int64s("offsets").map(Int.init)
        width = shape.last ?? 0
        guard shape.count == 2, digests.count == (offsets?.count ?? shape[0] + 1) - 1, offsets.map({ $0.last == shape[0] }) ?? true else {
            throw Failure(.invalidInput, "'\(path)' is no volume of vectors", hint: "run the encode stage again with --force encode")
        }
    }

    struct Writer {
        var digests: [Digest]
        var width: Int
        var offsets: [Int]?
        var vectors: [Float] = []
        var halves: [UInt16] = []

        func encoded() throws -> [UInt8] {
            var writer = SafetensorsWriter()
            try writer.add("digests", uint8: digests.flatMap(\.bytes), shape: [digests.count, 32])
            if let offsets {
                try writer.add("offsets", int64: offsets.map(Int64.init))
                let halves = halves
                try writer.add("vectors", .float16, shape: [halves.count / width, width]) { sink in
                    for start in stride(from: 0, to: halves.count, by: 1 << 19) {
                        try sink(halves[start..<min(halves.count, start + 1 << 19)].withUnsafeBytes { [UInt8]($0) })
                    }
                }
            } else {
                try writer.add("vectors", float32: vectors, shape: [digests.count, width])
            }
            return try writer.encoded()
        }
    }
}

extension Digest {
    /// Of token ids, little endian.
    init(tokens: ArraySlice<Int32>) {
        var hasher = DigestHasher()
        hasher.update(tokens.flatMap { token in (0..<4).map { UInt8(truncatingIfNeeded: token >> (8 * Int32($0))) } })
        self = hasher.digest()
    }
}
