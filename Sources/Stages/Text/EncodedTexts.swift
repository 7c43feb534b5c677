import Safetensors
import Store
import Text

/// Vectors of the rows of a token matrix, each different text once, in the volumes of a library.
struct EncodedTexts {
    /// D
    let width: Int
    let isPerToken: Bool
    private var volumes: [TextVolume] = []
    private var places: [Digest: (volume: Int, text: Int)] = [:]
    private var digests: [Digest] = []
    /// Which different text each row is, numbered by first appearance, and where each of those is.
    private(set) var textOfRow: [Int32] = []
    private var used: [(volume: Int, text: Int)] = []

    init(width: Int, isPerToken: Bool) {
        self.width = width
        self.isPerToken = isPerToken
    }

    /// Texts of all volumes.
    var count: Int { places.count }
    /// Different texts among the rows.
    var usedCount: Int { used.count }

    /// A volume of another width or kind is none of this encoder's and is passed over.
    mutating func add(_ volume: TextVolume) throws {
        guard volume.width == width, (volume.offsets != nil) == isPerToken else { return }
        for (text, digest) in volume.digests.enumerated() { places[digest] = (volumes.count, text) }
        volumes.append(volume)
    }

    /// The first row of each text that no volume has.
    mutating func missing(_ tokens: TokenMatrix) -> [(row: Int, digest: Digest)] {
        digests = (0..<tokens.rowCount).map { Digest(tokens: tokens[$0]) }
        var seen: Set<Digest> = [], missing: [(row: Int, digest: Digest)] = []
        for (row, digest) in digests.enumerated() where places[digest] == nil && seen.insert(digest).inserted {
            missing.append((row, digest))
        }
        return missing
    }

    /// Settles which texts the rows are, once all have their vectors.
    mutating func choose(_ tokens: TokenMatrix) {
        var numbers: [Digest: Int32] = [:]
        for digest in digests {
            guard let place = places[digest] else { continue }
            if numbers[digest] == nil {
                numbers[digest] = Int32(used.count)
                used.append(place)
            }
            textOfRow.append(numbers[digest] ?? 0)
        }
    }

    /// One vector a row, row-major.
    func pooled() throws -> [Float] { try pooled(textOfRow) }

    /// The vectors of these of the different texts, row-major.
    func pooled(_ texts: [Int32]) throws -> [Float] {
        let vectors = try volumes.map { try $0.file.floats("vectors") }
        var result: [Float] = []
        result.reserveCapacity(texts.count * width)
        for text in texts {
            let (volume, position) = used[Int(text)]
            result += vectors[volume][(position * width)..<((position + 1) * width)]
        }
        return result
    }

    /// `vectors`: one float16 row for each of these tokens of the different texts, where each keeps one.
    func writer(of tokens: [(text: Int32, token: Int)]) throws -> SafetensorsWriter {
        var writer = SafetensorsWriter()
        let used = used, volumes = volumes, rowSize = 2 * width
        try writer.add("vectors", .float16, shape: [tokens.count, width]) { sink in
            var block: [UInt8] = []
            for (text, token) in tokens {
                let (volume, position) = used[Int(text)], row = (volumes[volume].offsets?[position] ?? 0) + token
                try volumes[volume].file.withUnsafeBytes("vectors") { block += $0[(row * rowSize)..<((row + 1) * rowSize)] }
                if block.count >= 1 << 20 {
                    try sink(block)
                    block.removeAll(keepingCapacity: true)
                }
            }
            if !block.isEmpty { try sink(block) }
        }
        return writer
    }

    /// `texts` (which text each row is), `offsets` and `vectors` (one float16 row a token of each different text).
    func tokenWriter() throws -> SafetensorsWriter {
        var offsets = [0]
        for (volume, text) in used {
            let all = volumes[volume].offsets ?? []
            offsets.append((offsets.last ?? 0) + all[text + 1] - all[text])
        }
        var writer = SafetensorsWriter()
        try writer.add("texts", int32: textOfRow)
        try writer.add("offsets", int64: offsets.map(Int64.init))
        let used = used, volumes = volumes, rowSize = 2 * width
        try writer.add("vectors", .float16, shape: [offsets.last ?? 0, width]) { sink in
            for (volume, text) in used {
                guard let all = volumes[volume].offsets else { continue }
                try volumes[volume].file.withUnsafeBytes("vectors") { bytes in
                    try sink([UInt8](bytes[(all[text] * rowSize)..<(all[text + 1] * rowSize)]))
                }
            }
        }
        return writer
    }
}
