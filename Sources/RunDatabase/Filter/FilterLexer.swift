import Diagnostics

/// Cuts a filter into tokens; the last one is always `end`.
struct FilterLexer {
    private let text: FilterText
    private var position = 0

    init(_ text: FilterText) { self.text = text }

    static func tokens(_ text: FilterText) throws(Failure) -> [FilterToken] {
        var lexer = FilterLexer(text), tokens: [FilterToken] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private var scalars: [Unicode.Scalar] { text.scalars }
    private func scalar(at index: Int) -> Unicode.Scalar? { scalars.indices.contains(index) ? scalars[index] : nil }

    private mutating func next() throws(Failure) -> FilterToken {
        while let scalar = scalar(at: position), scalar.properties.isWhitespace { position += 1 }
        let start = position
        guard let first = scalar(at: start) else { return FilterToken(kind: .end, text: "", range: start..<start + 1) }
        if first == "\"" || first == "'" || first == "`" { return try quoted(first) }
        if isDigit(first) || (first == "-" || first == "+" || first == ".") && startsNumber(start) { return numberLike() }
        if isWordStart(first) { return word() }
        return try sign(first)
    }

    private func token(_ kind: FilterToken.Kind, from start: Int) -> FilterToken {
        FilterToken(kind: kind, text: text.slice(start..<position), range: start..<position)
    }

    /// A doubled quote stands for one, as in SQL.
    private mutating func quoted(_ quote: Unicode.Scalar) throws(Failure) -> FilterToken {
        let start = position
        var value = String.UnicodeScalarView()
        position += 1
        while let scalar = scalar(at: position) {
            position += 1
            guard scalar == quote else {
                value.append(scalar)
                continue
            }
            guard self.scalar(at: position) == quote else {
                return FilterToken(kind: quote == "`" ? .name : .text, text: String(value), range: start..<position)
            }
            value.append(quote)
            position += 1
        }
        throw text.failure("the text that begins here has no end", at: start..<start + 1, hint: "close it with \(quote)")
    }

    private mutating func sign(_ first: Unicode.Scalar) throws(Failure) -> FilterToken {
        let start = position
        let pair = text.slice(start..<min(start + 2, scalars.count))
        let meaning = ["==": "=", "<>": "!=", "!=": "!=", "<=": "<=", ">=": ">="]
        if let sign = meaning[pair] {
            position += 2
            return FilterToken(kind: .sign, text: sign, range: start..<position)
        }
        let word = ["&&": "and", "||": "or", "=~": "~", "!~": "not … ~"]
        if let meant = word[pair] {
            throw text.failure("'\(pair)' is not a sign of this language", at: start..<start + 2, hint: "write \(meant)")
        }
        if "(),=<>~".unicodeScalars.contains(first) {
            position += 1
            return token(.sign, from: start)
        }
        let hint = first == "!" ? "write not, or !=" : first == "&" ? "write and" : first == "|" ? "write or" : "text goes into quotes"
        throw text.failure("'\(first)' has no meaning here", at: start..<start + 1, hint: hint)
    }

    private mutating func word() -> FilterToken {
        let start = position
        while let scalar = scalar(at: position), isWordPart(scalar) { position += 1 }
        return token(.word, from: start)
    }

    /// A number, a duration, a date, or a word that begins with a digit (a run's id).
    private mutating func numberLike() -> FilterToken {
        let start = position
        if scalars[start] == "-" || scalars[start] == "+" { position += 1 }
        scanNumber()
        let number = Double(text.slice(start..<position))
        guard let next = scalar(at: position), isWordPart(next) else { return token(.number(number ?? .nan), from: start) }
        while let scalar = scalar(at: position), isWordPart(scalar) || scalar == ":" || scalar == "+" { position += 1 }
        let whole = text.slice(start..<position)
        if let seconds = FilterDuration.seconds(whole) { return token(.duration(seconds), from: start) }
        if FilterDate(whole) != nil { return token(.date, from: start) }
        return token(.word, from: start)
    }

    /// Digits, a fraction, an exponent.
    private mutating func scanNumber() {
        func digits() { while let scalar = scalar(at: position), isDigit(scalar) { position += 1 } }
        digits()
        if scalar(at: position) == ".", let after = scalar(at: position + 1), isDigit(after) {
            position += 1
            digits()
        }
        guard let e = scalar(at: position), e == "e" || e == "E" else { return }
        let hasSign = scalar(at: position + 1) == "-" || scalar(at: position + 1) == "+"
        guard let digit = scalar(at: position + (hasSign ? 2 : 1)), isDigit(digit) else { return }
        position += hasSign ? 2 : 1
        digits()
    }

    private func startsNumber(_ index: Int) -> Bool {
        guard let next = scalar(at: index + 1) else { return false }
        if isDigit(next) { return true }
        return next == "." && scalars[index] != "." && scalar(at: index + 2).map(isDigit) == true
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    private func isWordStart(_ scalar: Unicode.Scalar) -> Bool { scalar == "_" || scalar == "@" || scalar.properties.isAlphabetic }
    private func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        isWordStart(scalar) || isDigit(scalar) || scalar == "." || scalar == "/" || scalar == "-"
    }
}
