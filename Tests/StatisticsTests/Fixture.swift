import Foundation
import Testing

/// What SciPy said; `Fixtures/make.py` asks it again.
struct Fixture: Decodable {
    struct Paired: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var differences: [Double]
        var t: Double
        var t_p: Double
        var t_interval: [Double]
        var wilcoxon: Double
        var wilcoxon_p: Double
        var permutation_p: Double
        var permutation_is_exact: Bool
        var bootstrap: [Double]
        var bootstrap_error: Double
        var cohens_d: Double
        var rank_biserial: Double
        var testDescription: String { name }
    }

    struct Welch: Decodable {
        var a: [Double]
        var b: [Double]
        var t: Double
        var p: Double
        var df: Double
    }

    struct Holm: Decodable {
        var p: [Double]
        var adjusted: [Double]
    }

    var paired: [Paired]
    var welch: [Welch]
    var holm: [Holm]
    var student: [[Double]]
    var critical: [[Double]]
    var normal: [[Double]]
    var beta: [[Double]]
    var quantile: [[Double]]

    static func load() throws -> Fixture {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/statistics.json")
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
    }
}

/// Within 1e-6 of the larger, and of 1 for what is not small; p-values far in the tail are held to their relative size.
func isNear(_ found: Double, _ expected: Double) -> Bool {
    if found == expected { return true }
    return abs(found - expected) <= 1e-6 * max(abs(expected), 1e-300)
}
