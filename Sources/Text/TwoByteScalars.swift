/// Classes and lower-case forms of the scalars below U+0800 (two bytes in UTF-8: Latin, Greek, Cyrillic, Hebrew, Arabic and more),
/// looked up once: asking for a scalar's Unicode properties takes some 30 ns each time.
struct TwoByteScalars: Sendable {
    static let bound: UInt32 = 0x800
    static let shared = TwoByteScalars()

    let classes: [WordClass]
    /// The UTF-8 of each scalar's lower-case form where that has two bytes, first byte in the high half; else 0.
    let lowered: [UInt16]

    private init() {
        let scalars = (0..<TwoByteScalars.bound).map { Unicode.Scalar($0) ?? " " }
        classes = scalars.map { WordClass($0) }
        lowered = scalars.map { scalar in
            let bytes = Array(scalar.properties.lowercaseMapping.utf8)
            return bytes.count == 2 ? UInt16(bytes[0]) << 8 | UInt16(bytes[1]) : 0
        }
    }
}
