import Diagnostics
import Parameters

/// Shares of training, validation and test.
struct Ratios {
    var validation: Double
    var test: Double

    static let type = ParameterType.list(of: .double(.nonNegative), count: 3...3)
    static let documentation = "shares of training, validation and test, which sum to 1, or weights such as [8, 1, 1]"

    init(_ values: [Double]) throws {
        let shares = try Self.shares(values)
        validation = shares[1]
        test = shares[2]
    }

    /// Weights above 1 are divided by their sum. Shares that do not sum to 1 are a mistake.
    static func shares(_ values: [Double]) throws -> [Double] {
        let sum = values.reduce(0, +), areWeights = values.contains { $0 > 1 }
        guard values.count == 3, values[0] > 0, areWeights || abs(sum - 1) < 1e-6 else {
            throw Failure(
                .invalidInput, "`ratios: \(values)` must be three shares that sum to 1, the first above 0",
                hint: "for example `ratios: [0.8, 0.1, 0.1]`, or weights: `ratios: [8, 1, 1]`")
        }
        return areWeights ? values.map { $0 / sum } : values
    }

    /// Sizes of validation and test out of n, rounded to nearest; at least one is left for training.
    func sizes(of count: Int) -> (validation: Int, test: Int) {
        let test = min(portion(self.test, of: count), max(0, count - 1))
        return (min(portion(validation, of: count), max(0, count - 1 - test)), test)
    }
}
