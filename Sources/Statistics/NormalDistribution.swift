/// The standard normal distribution.
public enum NormalDistribution {
    /// P(Z > z); exact far in the tail.
    public static func survival(_ z: Double) -> Double { 0.5 * complementaryErrorFunction(z / 2.0.squareRoot()) }

    /// P(Z ≤ z).
    public static func cumulative(_ z: Double) -> Double { 0.5 * complementaryErrorFunction(-z / 2.0.squareRoot()) }

    /// P(|Z| ≥ |z|).
    public static func twoSided(_ z: Double) -> Double { complementaryErrorFunction(abs(z) / 2.0.squareRoot()) }
}
