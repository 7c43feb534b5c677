/// Finds special tokens that are spelled out in a text: `[SEP]` in a review is the token, as in Hugging Face's tokenizers.
struct SpecialTokenSplitter: Sendable {
    private let specials: [(bytes: [UInt8], number: Int32)]
    /// Whether some special token begins with the byte.
    private let starts: [Bool]

    init(_ specials: [(text: String, number: Int32)]) {
        // The longest first, for one may begin with another.
        self.specials = specials.filter { !$0.text.isEmpty }.map { (Array($0.text.utf8), $0.number) }
            .sorted { $0.bytes.count > $1.bytes.count }
        var starts = [Bool](repeating: false, count: 256)
        for special in self.specials { starts[Int(special.bytes[0])] = true }
        self.starts = starts
    }

    /// The first at or after `position`.
    func next(in bytes: [UInt8], from position: Int) -> (start: Int, end: Int, number: Int32)? {
        for start in position..<bytes.count where starts[Int(bytes[start])] {
            for special in specials where bytes[start...].starts(with: special.bytes) {
                return (start, start + special.bytes.count, special.number)
            }
        }
        return nil
    }
}
