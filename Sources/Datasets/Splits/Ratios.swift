import Diagnostics
import Parameters

/// Shares of training, validation and test.
struct Ratios {
    var validation: Double
    var test: Double

    static let type = ParameterType.list(of: .double(.unit), count: 3...3)
    static let documentation = "shares of training, validation and test; they sum to 1"

    init(_ values: [Double]) throws {
        guard values.count == 3, abs(values.reduce(0, +) - 1) < 1e-6, values[0] > 0 else {
            throw Failure(
                .invalidInput, "`ratios: \(values)` must be three shares that sum to 1, the first above 0",
                hint: "for example `ratios: [0.8, 0.1, 0.1]`")
        }
        validation = values[1]
        test = values[2]
    }

    /// Sizes of validation and test out of n, rounded to nearest; at least one is left for training.
    func sizes(of count: Int) -> (validation: Int, test: Int) {
        let test = min(portion(self.test, of: count), max(0, count - 1))
        return (min(portion(validation, of: count), max(0, count - 1 - test)), test)
    }
}
