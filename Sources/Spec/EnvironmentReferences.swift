/// Replaces `${NAME}` and `${NAME:-default}` in a text by the environment's values, and `$$` by `$`. A `$` before anything else stays.
struct EnvironmentReferences {
    struct Unresolved {
        /// How many scalars into the text the reference starts.
        var offset: Int
        var length: Int
        var message: String
        var hint: String
    }

    var environment: [String: String]

    /// The text with its references replaced, whether there was one, and those that could not be.
    func replace(in text: String) -> (text: String, found: Bool, unresolved: [Unresolved]) {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return (text, false, []) }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var found = false
        var unresolved: [Unresolved] = []
        var index = 0
        while index < scalars.count {
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            if scalars[index] == "$", next == "$" {
                result.append("$")
                index += 2
            } else if scalars[index] == "$", next == "{" {
                let end = scalars[index...].firstIndex(of: "}") ?? scalars.count
                let inner = String(String.UnicodeScalarView(scalars[min(index + 2, end)..<end]))
                switch value(of: inner, closed: end < scalars.count) {
                case .success(let value):
                    found = true
                    result.append(contentsOf: value.unicodeScalars)
                case .failure(let problem):
                    unresolved.append(
                        Unresolved(offset: index, length: min(end + 1, scalars.count) - index, message: problem.message, hint: problem.hint)
                    )
                }
                index = end + 1
            } else {
                result.append(scalars[index])
                index += 1
            }
        }
        return (String(result), found, unresolved)
    }

    private struct Problem: Error {
        var message: String
        var hint: String
    }

    private func value(of reference: String, closed: Bool) -> Result<String, Problem> {
        let separator = separator(in: reference)
        let name = separator.map { String(reference[..<$0.lowerBound]) } ?? reference
        guard closed, isName(name) else {
            return .failure(
                Problem(
                    message: "'${\(excerpt(reference))\(closed ? "}" : "")' is not a reference to an environment variable",
                    hint: "write ${NAME} or ${NAME:-default}, and $$ for a dollar sign"))
        }
        let value = environment[name]
        if let separator {
            guard let value, !value.isEmpty else { return .success(String(reference[separator.upperBound...])) }
            return .success(value)
        }
        guard let value else {
            return .failure(
                Problem(
                    message: "the environment variable \(name) is not set",
                    hint: "set it, or give a default: ${\(name):-value}"))
        }
        return .success(value)
    }

    /// Where `:-` is.
    private func separator(in reference: String) -> Range<String.Index>? {
        var index = reference.startIndex
        while let colon = reference[index...].firstIndex(of: ":") {
            index = reference.index(after: colon)
            if index < reference.endIndex, reference[index] == "-" { return colon..<reference.index(after: index) }
        }
        return nil
    }

    private func isName(_ name: String) -> Bool {
        let isLetter = { (byte: UInt8) in (65...90).contains(byte) || (97...122).contains(byte) || byte == 95 }
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) }
    }
}
