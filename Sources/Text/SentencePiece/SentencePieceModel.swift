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
    private let name: String
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
        self.name = name
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

    /// Longer texts are cut, at blanks where there are any, and their parts encoded one after the other: the library's time grows with the
    /// square of the length.
    private static let maximumPart = 1 << 15

    /// Appends the pieces of the text, `maximum` at most.
    func encode(_ text: String, maximum: Int, _ scratch: Scratch, into tokens: inout [Int32]) throws {
        var text = text
        let start = tokens.count
        let limit = maximum > Int.max - start ? Int.max : start + maximum
        let isDone = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                var position = 0
                repeat {
                    let end = Self.partEnd(position, characters.count) { UInt8(bitPattern: characters[$0]) }
                    let part = characters[position..<end]
                    let found = csp_encode(handle, characters.baseAddress.map { $0 + position }, part.count, scratch.ids)
                    guard found >= 0 else { return false }
                    append(min(Int(found), limit - tokens.count), scratch, to: &tokens)
                    position = end
                } while position < characters.count && tokens.count < limit
                return true
            }
        }
        guard isDone else {
            throw Failure(
                .invalidInput, "the SentencePiece model '\(name)' cannot encode '\(text.prefix(60))\(text.count > 60 ? " …" : "")'",
                hint: "a control piece of its vocabulary must be something that no text holds, such as <s>")
        }
    }

    private func append(_ count: Int, _ scratch: Scratch, to tokens: inout [Int32]) {
        let start = tokens.count
        tokens.append(contentsOf: repeatElement(0, count: count))
        tokens.withUnsafeMutableBufferPointer { csp_ids_copy(scratch.ids, Int64(count), $0.baseAddress.map { $0 + start }) }
    }

    /// Where the part from `start` ends: at the end of the text, before the last blank that fits, or between two scalars.
    private static func partEnd(_ start: Int, _ count: Int, _ byte: (Int) -> UInt8) -> Int {
        guard count - start > maximumPart else { return count }
        var end = start + maximumPart
        while end > start + maximumPart / 2, byte(end) != 0x20 { end -= 1 }
        if byte(end) == 0x20 { return end }
        end = start + maximumPart
        while byte(end) & 0xC0 == 0x80 { end -= 1 }
        return end
    }
}
