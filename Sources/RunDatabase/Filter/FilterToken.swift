/// A word, number, text or sign of a filter, and where it is.
struct FilterToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// `and`, `ndcg@10`, `train.optimizer.learning_rate`, `movielens-1m`.
        case word
        /// In backquotes: a name whatever its characters.
        case name
        /// In quotes; the value without them.
        case text
        case number(Double)
        /// Seconds: `90s`, `1h30m`, `2d`.
        case duration(Double)
        /// `2026-11-21`, `2026-11-21T08:30`.
        case date
        /// `(`, `)`, `,`, `=`, `!=`, `<`, `<=`, `>`, `>=`, `~`.
        case sign
        case end
    }

    var kind: Kind
    var text: String
    var range: Range<Int>

    /// Words are compared without regard to case: `AND` is `and`.
    func isWord(_ word: String) -> Bool { kind == .word && text.lowercased() == word }
    func isSign(_ sign: String) -> Bool { kind == .sign && text == sign }
}
