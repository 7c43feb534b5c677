import Diagnostics
import JSON
import Testing

@Suite struct DiagnosticJSONTests {
    @Test func diagnosticsComeBackAsTheyWere() throws {
        let place = SourceLocation(file: "exp.yaml", line: 3, column: 5, length: 4)
        let all = [
            Diagnostic.warning("predictions are constant", hint: "lower the rate", kind: "constant_predictions"), .error("no hint"),
            Diagnostic(.note, "\"quoted\"\n", at: place, sourceLine: "seed: oops"), .error("here", at: place),
        ]
        for diagnostic in all { #expect(Diagnostic(json: try JSONValue(parsing: diagnostic.json.compact)) == diagnostic) }
        let failure = Failure(.invalidInput, all)
        let back = try #require(Failure(json: try JSONValue(parsing: failure.json.compact)))
        #expect(back.code == .invalidInput && back.diagnostics == all)
    }

    @Test func membersAreNamed() throws {
        let json = Diagnostic.warning("m", hint: "h", kind: "k").json.compact
        #expect(json == #"{"severity":"warning","kind":"k","message":"m","hint":"h"}"#)
        // As records of the first version of the member have it.
        #expect(Diagnostic(json: try JSONValue(parsing: #"{"kind":"k","message":"m","hint":"h"}"#)) == .warning("m", hint: "h", kind: "k"))
        #expect(Diagnostic(json: try JSONValue(parsing: #"{"hint":"h"}"#)) == nil)
    }
}
