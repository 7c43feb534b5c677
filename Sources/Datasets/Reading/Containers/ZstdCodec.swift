import CZstd

/// Zstandard, RFC 8878.
final class ZstdCodec: Codec {
    private let stream = ZSTD_createDStream()

    deinit { ZSTD_freeDStream(stream) }

    var name: String { "zstd data" }
    var check: String { "zstd -t" }
    var repeats: Bool { true }

    func step(_ input: inout [UInt8], from start: Int, into output: inout [UInt8]) throws(CodecProblem) -> CodecStep {
        let end = input.count, room = output.count
        var consumed = 0, produced = 0
        let code = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var source = ZSTD_inBuffer(src: input.baseAddress, size: end, pos: start)
                var target = ZSTD_outBuffer(dst: output.baseAddress, size: room, pos: 0)
                let code = ZSTD_decompressStream(stream, &target, &source)
                consumed = source.pos - start
                produced = target.pos
                return code
            }
        }
        if ZSTD_isError(code) != 0 { throw CodecProblem(message: String(cString: ZSTD_getErrorName(code))) }
        return CodecStep(consumed: consumed, produced: produced, isEnd: code == 0)
    }

    /// A frame that has ended leaves the stream ready for the next.
    func restart() {}
}
