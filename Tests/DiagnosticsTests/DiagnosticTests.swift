import Diagnostics
import Testing

@Suite struct DidYouMeanTests {
    /// Distances from the definition, by hand.
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("learning_rte", "learning_rate", 1),
        ("ca", "abc", 3),
    ])
    func distance(a: String, b: String, expected: Int) {
        #expect(editDistance(a, b) == expected)
        #expect(editDistance(b, a) == expected)
    }

    @Test func suggestsOnlyWhatIsNear() {
        #expect(closest(to: "learning_rte", among: ["epochs", "learning_rate"]) == "learning_rate")
        #expect(closest(to: "NDCG", among: ["ndcg", "mrr"]) == "ndcg")
        #expect(closest(to: "banana", among: ["ndcg", "mrr"]) == nil)
        #expect(closest(to: String(repeating: "x", count: 10_000), among: ["x"]) == nil)
    }

    @Test func listsAShortChoiceWhenNothingIsNear() {
        #expect(suggestion(for: "banana", among: ["mse", "bce"]) == "one of mse, bce")
        #expect(suggestion(for: "bc", among: ["mse", "bce"]) == "did you mean 'bce'?")
        #expect(suggestion(for: "x", among: []) == nil)
    }
}

@Suite struct DiagnosticRendererTests {
    @Test func rendersAsCompilersDo() {
        let diagnostic = Diagnostic.error(
            "unknown key 'learning_rte' in optimizer 'adam'",
            at: SourceLocation(file: "exp.yaml", line: 14, column: 22, length: 12),
            sourceLine: "        {name: adam, learning_rte: 0.001}", hint: "did you mean 'learning_rate'?")
        #expect(
            DiagnosticRenderer().render(diagnostic) == """
                exp.yaml:14:22: error: unknown key 'learning_rte' in optimizer 'adam'
                   14 |         {name: adam, learning_rte: 0.001}
                      |                      ^~~~~~~~~~~~
                   hint: did you mean 'learning_rate'?

                """)
    }

    @Test func cutsLongLinesAroundTheProblem() {
        let line = String(repeating: "a", count: 5_000) + "!" + String(repeating: "b", count: 5_000)
        let text = DiagnosticRenderer(maximumWidth: 80).render(
            .error("x", at: SourceLocation(file: "f", line: 1, column: 5_001), sourceLine: line))
        let lines = text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count < 100 })
        let caret = lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) }
        let mark = lines[1].firstIndex(of: "!").map { lines[1].distance(from: lines[1].startIndex, to: $0) }
        #expect(caret == mark && caret != nil)
    }

    /// A column past the end, a tab before the problem, control characters: none may break the terminal or trap.
    @Test(arguments: [("", 1), ("abc", 50), ("\t\tx", 3), ("\u{1B}[31mred", 2), ("a\r", 2)])
    func survives(line: String, column: Int) {
        let text = DiagnosticRenderer().render(
            .error("m", at: SourceLocation(file: "f", line: 1, column: column, length: 9), sourceLine: line))
        #expect(text.contains("^"))
        #expect(!text.contains("\u{1B}"))
    }
}

@Suite struct HostileTexts {
    @Test func noControlCharacterReachesTheTerminal() {
        let text = DiagnosticRenderer().render(.error("column \u{1B}[2J'a\u{07}'\nsecond line", hint: "one of \u{9B}31m"))
        #expect(text == "error: column \u{FFFD}[2J'a\u{FFFD}'\nsecond line\n   hint: one of \u{FFFD}31m\n")
    }
}
