/// How a file of records is written.
struct TextLayout {
    static let quotationMark = UInt8(ascii: "\"")

    var delimiter = [UInt8(ascii: ",")]
    /// Fields may stand between two of these, and hold anything then; doubled it stands for itself. Nil: a quote is a character.
    var quote: UInt8? = quotationMark
    /// The byte after it loses its meaning.
    var escape: UInt8?
    /// Between the whole part of a number and its fraction.
    var decimal = UInt8(ascii: ".")
    /// Blanks (space, tab) in any number separate fields; `delimiter` is not looked at.
    var splitsOnBlanks = false
    var encoding = TextEncoding.auto
    /// A record is an object of JSON, a line each or in one list, and these are its fields. Nil for delimited text.
    var members: JSONMembers?

    var isJSON: Bool { members != nil }
}
