import Diagnostics

/// What became of some input of a codec.
struct CodecStep {
    var consumed = 0
    var produced = 0
    /// The stream (gzip: the member, zstd: the frame) ends here; another may follow.
    var isEnd = false
}

/// One compression method, fed piece by piece.
protocol Codec: AnyObject {
    /// As people call the data: "gzip data".
    var name: String { get }
    /// A command that checks such a file.
    var check: String { get }
    /// Whether further streams may follow the first, so that files can be joined by `cat`.
    var repeats: Bool { get }
    /// Decompresses some of `input[start...]` into the front of `output`. Throws `CodecProblem` for damaged data.
    func step(_ input: inout [UInt8], from start: Int, into output: inout [UInt8]) throws(CodecProblem) -> CodecStep
    /// Prepares for the next stream.
    func restart()
}

struct CodecProblem: Error {
    var message: String
}

/// Decompressed bytes of a source. Refuses data that is damaged, ends too early or expands beyond reason.
final class Decompressor: ByteSource {
    /// Nothing that people compress shrinks to less than a five-hundredth as a whole; archives made to fill a disk do.
    static let largestRatio = 500
    /// Below this size any ratio is harmless.
    static let harmlessSize = 1 << 26

    private let path: String
    private let source: any ByteSource
    private let codec: any Codec
    private var input: [UInt8] = []
    private var position = 0
    private var output = [UInt8](repeating: 0, count: 1 << 18)
    private var consumed = 0
    private var produced = 0
    private var isInside = false
    private var hasEnded = false
    /// The codec filled the output, so that it may hold more without more input.
    private var isPending = false

    init(path: String, source: any ByteSource, codec: any Codec) {
        self.path = path
        self.source = source
        self.codec = codec
    }

    func read(onto buffer: inout [UInt8]) throws -> Bool {
        while true {
            guard try isPending || hasInput() else {
                if isInside || consumed == 0 { throw damaged("the \(codec.name) ends too early") }
                return false
            }
            if hasEnded, try !startsAgain() { return false }
            let step: CodecStep
            do throws(CodecProblem) { step = try codec.step(&input, from: position, into: &output) } catch {
                throw damaged("the \(codec.name) is damaged (\(error.message))")
            }
            position += step.consumed
            consumed += step.consumed
            produced += step.produced
            isInside = !step.isEnd
            hasEnded = step.isEnd
            isPending = step.produced == output.count && !step.isEnd
            try checkExpansion()
            if step.produced > 0 {
                buffer += output[..<step.produced]
                return true
            }
        }
    }

    /// Whether there is input that was not looked at.
    private func hasInput() throws -> Bool {
        guard position == input.count else { return true }
        input.removeAll(keepingCapacity: true)
        position = 0
        return try source.read(onto: &input)
    }

    /// After a stream: another one, or padding with zeros. Anything else is no part of the data.
    private func startsAgain() throws -> Bool {
        repeat {
            while position < input.count, input[position] == 0 { position += 1 }
            if position < input.count {
                guard codec.repeats else { throw damaged("other bytes follow the \(codec.name)") }
                codec.restart()
                return true
            }
        } while try hasInput()
        return false
    }

    private func checkExpansion() throws {
        guard produced > Self.harmlessSize, produced / Self.largestRatio > consumed else { return }
        throw Failure(
            .invalidInput,
            "'\(path)' expands to more than \(Self.largestRatio) times its size, as archives do that are made to fill a disk",
            hint: "if the data is sound, decompress it and name the file that comes out")
    }

    private func damaged(_ what: String) -> Failure {
        Failure(.invalidInput, "cannot read '\(path)': \(what)", hint: "was the download complete? try `\(codec.check) '\(path)'`")
    }
}
