import Parameters

/// Scalars are decoded from their text with the type that the field declares, never with a type that YAML guesses.
enum ScalarDecoding {
    struct Problem: Error {
        var message: String
        var hint: String?
    }

    static func bool(_ scalar: SpecNode.Scalar) throws(Problem) -> ParameterValue {
        try refuseQuotes(scalar, "true or false")
        switch scalar.text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: throw Problem(message: "must be true or false, is '\(excerpt(scalar.text))'", hint: boolHint(scalar.text))
        }
    }

    private static func boolHint(_ text: String) -> String? {
        switch text.lowercased() {
        case "yes", "on", "y", "true", "1": "write true"
        case "no", "off", "n", "false", "0": "write false"
        default: nil
        }
    }

    static func int(_ scalar: SpecNode.Scalar, in range: ClosedRange<Int>) throws(Problem) -> ParameterValue {
        try refuseQuotes(scalar, "a whole number")
        guard NumberText.isInteger(scalar.text) else {
            throw Problem(message: "must be a whole number, is '\(excerpt(scalar.text))'", hint: integerHint(scalar.text))
        }
        guard let value = Int(scalar.text) else {
            throw Problem(message: "must be a whole number that fits 64 bits, is \(excerpt(scalar.text))", hint: nil)
        }
        guard range.contains(value) else { throw Problem(message: "must be \(range.spoken), is \(value)", hint: nil) }
        return .int(value)
    }

    private static func integerHint(_ text: String) -> String? {
        if let value = NumberText.double(text), let whole = Int(exactly: value) { return "write \(whole)" }
        if let value = Int(text.filter { $0 != "_" && $0 != "," }) { return "write \(value)" }
        return nil
    }

    static func double(_ scalar: SpecNode.Scalar, in range: DoubleRange) throws(Problem) -> ParameterValue {
        try refuseQuotes(scalar, "a number")
        guard let value = NumberText.double(scalar.text) else {
            let bare = scalar.text.lowercased().drop { $0 == "+" || $0 == "-" || $0 == "." }
            if bare == "inf" || bare == "nan" || bare == "infinity" {
                throw Problem(message: "must be a finite number, is '\(scalar.text)'", hint: nil)
            }
            let hint = NumberText.double(scalar.text.filter { $0 != "_" && $0 != "," }).map { "write \($0)" }
            throw Problem(message: "must be a number, is '\(excerpt(scalar.text))'", hint: hint)
        }
        guard value.isFinite else { throw Problem(message: "must be a finite number; \(excerpt(scalar.text)) is too large", hint: nil) }
        guard range.contains(value) else { throw Problem(message: "must be \(range.spoken), is \(excerpt(scalar.text))", hint: nil) }
        // -0 and 0 are equal but would be different cache keys.
        return .double(value == 0 ? 0 : value)
    }

    private static func refuseQuotes(_ scalar: SpecNode.Scalar, _ expected: String) throws(Problem) {
        guard scalar.style == .quoted else { return }
        throw Problem(message: "must be \(expected), is the text '\(excerpt(scalar.text))'", hint: "remove the quotes")
    }

    /// A value whose type nobody declares, as the YAML 1.2 core schema reads it, but for octal and hexadecimal numbers,
    /// infinities and NaN, which stay text.
    static func untyped(_ scalar: SpecNode.Scalar) -> ParameterValue {
        if scalar.style == .quoted { return .string(scalar.text) }
        switch scalar.text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        if NumberText.isInteger(scalar.text), let value = Int(scalar.text) { return .int(value) }
        if let value = NumberText.double(scalar.text), value.isFinite { return .double(value) }
        return .string(scalar.text)
    }
}

/// The decimal numbers of YAML 1.2: `[-+]?[0-9]+` and `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
enum NumberText {
    static func isInteger(_ text: String) -> Bool {
        let digits = unsigned(Substring(text).utf8)
        return !digits.isEmpty && digits.allSatisfy(isDigit)
    }

    static func double(_ text: String) -> Double? {
        guard text.utf8.count <= 1_000 else { return nil }
        var rest = unsigned(Substring(text).utf8)
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            let exponent = unsigned(rest.dropFirst())
            guard !exponent.isEmpty, exponent.allSatisfy(isDigit) else { return nil }
        } else if !rest.isEmpty {
            return nil
        }
        return Double(text)
    }

    private static func unsigned(_ text: Substring.UTF8View) -> Substring.UTF8View {
        text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
