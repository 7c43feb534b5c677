import CSentencePiece
import Diagnostics

/// A SentencePiece model in memory. May be used by several threads.
///
/// Source: Kudo and Richardson 2018, arXiv:1808.06226; unigram models Kudo 2018, arXiv:1804.10959; BPE Sennrich et al. 2016, arXiv:1508.07909.
final class SentencePieceModel: @unchecked Sendable {
    /// Larger files are refused; mT5's model has 4 MB.
    static let maximumBytes = 256 << 20
    static let messageCapacity = 512

    /// Never written after it is made, and the library's functions on it are const.
    private let handle: OpaquePointer
    let pieces: [String]
    let special: SpecialTokens

    /// From the bytes of a .model file. `name` says in errors whose they are; throws a `Failure` for bytes that are no sound model.
    init(_ bytes: [UInt8], name: String) throws {
        var message = [CChar](repeating: 0, count: Self.messageCapacity)
        guard let handle = csp_load(bytes, bytes.count, &message, message.count) else {
            throw Failure(
                .invalidInput, "'\(name)' is not a valid SentencePiece model: \(Self.text(message))",
                hint: "the file may be truncated or damaged; fetch or train it again")
        }
        self.handle = handle
        pieces = (0..<csp_size(handle)).map { number in
            var length = 0
            guard let start = csp_piece(handle, number, &length) else { return "" }
            return String(decoding: (0..<length).map { UInt8(bitPattern: start[$0]) }, as: UTF8.self)
        }
        let padding = csp_padding(handle), end = csp_end(handle)
        let unknown = csp_unknown(handle)
        // Models without padding (XLM-R's, LLaMA's) fill rows with what no text holds.
        special = SpecialTokens(padding: padding < 0 ? unknown : padding, unknown: unknown, end: end < 0 ? nil : end)
    }

    deinit { csp_free(handle) }

    static func text(_ message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Room to encode in, for one thread.
    final class Scratch {
        fileprivate let ids: OpaquePointer

        init() throws {
            guard let ids = csp_ids_make() else { throw Failure(.internalError, "no memory for SentencePiece") }
            self.ids = ids
        }

        deinit { csp_ids_free(ids) }
    }

    /// Appends the pieces of the text, `maximum` at most.
    func encode(_ text: String, maximum: Int, _ scratch: Scratch, into tokens: inout [Int32]) throws {
        var text = text
        let found = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { csp_encode(handle, $0.baseAddress, $0.count, scratch.ids) }
        }
        guard found >= 0 else { throw Failure(.internalError, "SentencePiece cannot encode a text") }
        let start = tokens.count, count = min(Int(found), maximum)
        tokens.append(contentsOf: repeatElement(0, count: count))
        tokens.withUnsafeMutableBufferPointer { csp_ids_copy(scratch.ids, Int64(count), $0.baseAddress.map { $0 + start }) }
    }
}
