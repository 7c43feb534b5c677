import Diagnostics

/// The pieces of a vocabulary file, ready for greedy matching.
struct WordPieceVocabulary: Sendable {
    /// A `vocab.txt` has some 30,000 to 250,000 lines; a file beyond these sizes is something else.
    static let maximumBytes = 64 << 20

    let tokens: [String]
    /// Pieces that begin a word, and pieces that go on with one, without their `##`.
    let initial: ByteStringTable
    let continuing: ByteStringTable
    /// Bytes of the longest piece.
    let longest: Int

    /// One token a line; its number is the line's, from 0. Of equal lines the last counts, as in Hugging Face's reader.
    init(bytes: [UInt8], path: String) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.invalidInput, "'\(path)' is not text in UTF-8", hint: "a WordPiece vocabulary (vocab.txt) has one token a line")
        }
        var lines = text.utf8.split(omittingEmptySubsequences: false) { $0 == 0xA }.map { line in
            Substring(line.last == 0xD ? line.dropLast() : line)
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard !lines.isEmpty, lines.count <= Int(Int32.max) else {
            throw Failure(.invalidInput, "'\(path)' holds no tokens", hint: "a WordPiece vocabulary (vocab.txt) has one token a line")
        }
        tokens = lines.map(String.init)
        var initial = ByteStringTable(minimumCapacity: tokens.count), continuing = ByteStringTable(minimumCapacity: tokens.count)
        var longest = 0
        for (number, token) in tokens.enumerated() {
            let bytes = Array(token.utf8)
            initial.set(bytes, to: Int32(number))
            longest = max(longest, bytes.count)
            if bytes.starts(with: [0x23, 0x23]) { continuing.set(Array(bytes.dropFirst(2)), to: Int32(number)) }
        }
        self.initial = initial
        self.continuing = continuing
        self.longest = longest
    }

    func number(of token: String) -> Int32? {
        let bytes = Array(token.utf8)
        let found = initial.value(of: bytes, 0, bytes.count, hash: ByteStringTable.hash(of: bytes, 0, bytes.count))
        return found < 0 ? nil : found
    }
}
