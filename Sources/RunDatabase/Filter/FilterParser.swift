import Diagnostics

/// Recursive descent over
///
///     expression = conjunction { "or" conjunction }
///     conjunction = factor { "and" factor }
///     factor = "not" factor | "(" expression ")" | condition
///     condition = name ( sign value | ["not"] "in" "(" value { "," value } ")" | ["not"] "between" value "and" value
///                      | "is" ["not"] "null" | ["not"] "~" value )
struct FilterParser {
    private let text: FilterText
    private let tokens: [FilterToken]
    private let now: Timestamp
    private var position = 0
    private var depth = 0
    private var conditions = 0

    /// `now` is what `2d ago` counts from.
    static func parse(_ text: FilterText, now: Timestamp = .now) throws(Failure) -> FilterNode {
        var parser = FilterParser(text: text, tokens: try FilterLexer.tokens(text), now: now)
        guard parser.token.kind != .end else {
            throw text.failure("the filter is empty", at: 0..<1, hint: "for example: model = \"ancf\" and ndcg@10 > 0.35")
        }
        let node = try parser.expression()
        guard parser.token.kind == .end else { throw parser.unexpected("and, or, or the end") }
        return node
    }

    private init(text: FilterText, tokens: [FilterToken], now: Timestamp) {
        (self.text, self.tokens, self.now) = (text, tokens, now)
    }

    private var token: FilterToken { tokens[min(position, tokens.count - 1)] }

    private mutating func take() -> FilterToken {
        defer { position += 1 }
        return token
    }

    private mutating func skip(word: String) -> Bool {
        guard token.isWord(word) else { return false }
        position += 1
        return true
    }

    private mutating func expect(sign: String) throws(Failure) {
        guard token.isSign(sign) else { throw unexpected("'\(sign)'") }
        position += 1
    }

    private func unexpected(_ wanted: String) -> Failure {
        let found = token.kind == .end ? "the filter ends here" : "found '\(token.text)'"
        return text.failure("\(found) where \(wanted) should come", at: token.range, hint: hint)
    }

    private var hint: String? {
        if token.isWord("like") || token.isWord("matches") || token.isWord("contains") { return "write: name ~ \"part of the text\"" }
        if token.kind == .word, position > 0, let near = closest(to: token.text, among: ["and", "or", "in", "between", "is", "not"]) {
            return "did you mean '\(near)'?"
        }
        return nil
    }

    // MARK: Grammar

    private mutating func expression() throws(Failure) -> FilterNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 100 else { throw text.failure("more than 100 levels of parentheses", at: token.range) }
        var terms = [try conjunction()]
        while skip(word: "or") { terms.append(try conjunction()) }
        return terms.count == 1 ? terms[0] : .any(terms)
    }

    private mutating func conjunction() throws(Failure) -> FilterNode {
        var terms = [try factor()]
        while skip(word: "and") { terms.append(try factor()) }
        return terms.count == 1 ? terms[0] : .all(terms)
    }

    private mutating func factor() throws(Failure) -> FilterNode {
        var isNegated = false
        while skip(word: "not") { isNegated.toggle() }
        let node: FilterNode
        if token.isSign("(") {
            position += 1
            node = try expression()
            try expect(sign: ")")
        } else {
            node = try condition()
        }
        return isNegated ? .not(node) : node
    }

    private mutating func condition() throws(Failure) -> FilterNode {
        conditions += 1
        guard conditions <= 300 else { throw text.failure("more than 300 conditions", at: token.range, hint: "use in (…)") }
        let name = try self.name()
        if skip(word: "is") {
            let isNegated = skip(word: "not")
            guard skip(word: "null") else { throw unexpected("null") }
            return isNegated ? .not(.isNull(name)) : .isNull(name)
        }
        let isNegated = skip(word: "not")
        let node: FilterNode
        if skip(word: "in") {
            node = .within(name, try list())
        } else if skip(word: "between") {
            let low = try literal()
            guard skip(word: "and") else { throw unexpected("and") }
            node = .between(name, low, try literal())
        } else if token.isSign("~") {
            position += 1
            node = .contains(name, try literal())
        } else if !isNegated, token.kind == .sign, let comparison = FilterNode.Comparison(rawValue: token.text) {
            position += 1
            node = .compare(name, comparison, try literal())
        } else {
            throw unexpected(isNegated ? "in, between or ~" : "a comparison (= != < <= > >= ~ in between is)")
        }
        return isNegated ? .not(node) : node
    }

    private mutating func name() throws(Failure) -> FilterName {
        guard token.kind == .word || token.kind == .name else {
            throw text.failure(
                token.kind == .end ? "the filter ends where a name should come" : "'\(token.text)' stands where a name should come",
                at: token.range,
                hint: "a condition begins with a name: ndcg@10 > 0.35")
        }
        let reserved = ["and", "or", "in", "between", "is", "null"]
        guard !reserved.contains(where: token.isWord) else { throw unexpected("a name") }
        let token = take()
        return FilterName(text: token.text, range: token.range)
    }

    private mutating func list() throws(Failure) -> [FilterLiteral] {
        try expect(sign: "(")
        var values = [try literal()]
        while token.isSign(",") {
            position += 1
            values.append(try literal())
        }
        guard values.count <= 10_000 else { throw text.failure("more than 10,000 values", at: token.range) }
        try expect(sign: ")")
        return values
    }

    /// `2d ago` and `now` are times.
    private mutating func literal() throws(Failure) -> FilterLiteral {
        let token = self.token
        let value: FilterLiteral.Value
        switch token.kind {
        case .text: value = .text(token.text)
        case .number(let number): value = .number(number)
        case .duration(let seconds):
            position += 1
            guard skip(word: "ago") else { return FilterLiteral(value: .duration(seconds), text: token.text, range: token.range) }
            let reach = min(seconds * 1000, 1e15)
            let instant = FilterDate(instant: Timestamp(milliseconds: now.milliseconds - Int(reach)))
            return FilterLiteral(value: .date(instant), text: token.text + " ago", range: token.range)
        case .date: value = FilterDate(token.text).map(FilterLiteral.Value.date) ?? .text(token.text)
        case .word where token.isWord("true") || token.isWord("false"): value = .bool(token.isWord("true"))
        case .word where token.isWord("now"): value = .date(FilterDate(instant: now))
        case .word where !["and", "or", "not", "in", "between", "is", "null"].contains(where: token.isWord): value = .text(token.text)
        default: throw unexpected("a value")
        }
        position += 1
        return FilterLiteral(value: value, text: token.text, range: token.range)
    }
}

extension FilterDate {
    init(instant: Timestamp) { (start, end) = (instant, Timestamp(milliseconds: instant.milliseconds + 1)) }
}
