import CZlib

/// Deflate, with the frame of gzip or bare as in zip archives.
final class DeflateCodec: Codec {
    enum Frame { case gzip, bare }

    private let frame: Frame
    private var stream = z_stream()

    init(_ frame: Frame) {
        self.frame = frame
        // 15 bits of window; 16 more mean gzip, a minus sign no frame.
        inflateInit2_(&stream, frame == .gzip ? 31 : -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    }

    deinit { inflateEnd(&stream) }

    var name: String { frame == .gzip ? "gzip data" : "zip archive" }
    var check: String { frame == .gzip ? "gzip -t" : "unzip -t" }
    var repeats: Bool { frame == .gzip }

    func step(_ input: inout [UInt8], from start: Int, into output: inout [UInt8]) throws(CodecProblem) -> CodecStep {
        let available = min(input.count - start, Int(UInt32.max)), room = output.count
        let code = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress.map { $0 + start }
                stream.avail_in = UInt32(available)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(room)
                return inflate(&stream, Z_NO_FLUSH)
            }
        }
        let step = CodecStep(
            consumed: available - Int(stream.avail_in), produced: room - Int(stream.avail_out), isEnd: code == Z_STREAM_END)
        // Z_BUF_ERROR: nothing was possible without more input.
        guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
            throw CodecProblem(message: stream.msg.map { String(cString: $0) } ?? "zlib's error \(code)")
        }
        return step
    }

    func restart() { inflateReset(&stream) }
}
