/// Text form of diagnostics, as compilers print them:
///
///     exp.yaml:14:12: error: unknown key 'learning_rte' in optimizer 'adam'
///        14 |         {name: adam, learning_rte: 0.001}
///           |                      ^~~~~~~~~~~~
///        hint: did you mean 'learning_rate'?
public struct DiagnosticRenderer: Sendable {
    public var color: Bool
    /// Longer source lines are cut around the problem.
    public var maximumWidth: Int

    public init(color: Bool = false, maximumWidth: Int = 160) {
        self.color = color
        self.maximumWidth = maximumWidth
    }

    public func render(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map(render).joined()
    }

    public func render(_ diagnostic: Diagnostic) -> String {
        var text = ""
        if let location = diagnostic.location {
            text += "\(harmless(location.file)):\(location.line):\(location.column): "
        }
        text += paint(diagnostic.severity.rawValue + ":", severityColor(diagnostic.severity)) + " \(harmless(diagnostic.message))\n"
        if let location = diagnostic.location, let line = diagnostic.sourceLine {
            text += excerpt(line, at: location)
        }
        if let hint = diagnostic.hint { text += "   " + paint("hint:", "36") + " \(harmless(hint))\n" }
        return text
    }

    /// Texts may quote data: no byte of it may move the cursor or start an escape sequence.
    private func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
    }

    /// Of Unicode's category Cc, which is these two ranges; looking the category up takes longer than all else here.
    private func isControl(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value) && scalar != "\n" && scalar != "\t"
    }

    private func excerpt(_ line: String, at location: SourceLocation) -> String {
        let scalars = Array(line.unicodeScalars.prefix(1 << 16)).filter { $0 != "\r" && $0 != "\n" }
        let start = min(location.column - 1, scalars.count)
        let offset = start > maximumWidth / 2 ? start - maximumWidth / 4 : 0
        let shown = scalars[offset..<min(scalars.count, offset + maximumWidth)]
            .map { isControl($0) ? "\u{FFFD}" : String($0) }
        let number = String(location.line)
        let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
        let padding = shown.prefix(start - offset).map { $0 == "\t" ? "\t" : " " }.joined()
        let span = max(1, min(location.length, offset + shown.count - start))
        let marker = "^" + String(repeating: "~", count: span - 1)
        return "\(gutter) | \(shown.joined())\n      | \(padding)\(paint(marker, "32;1"))\n"
    }

    private func severityColor(_ severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: "31;1"
        case .warning: "33;1"
        case .note: "34;1"
        }
    }

    private func paint(_ text: String, _ code: String) -> String {
        color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
