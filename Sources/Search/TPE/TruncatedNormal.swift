/// The standard normal distribution cut to an interval, in logarithms so that tails keep their digits.
public enum TruncatedNormal {
    static let logRootTwoPi = 0.918_938_533_204_672_741_780_329_736_406

    /// Φ(a), accurate to 1e-16 absolute.
    static func distribution(_ a: Double) -> Double { 0.5 + 0.5 * errorFunction(a / 2.0.squareRoot()) }

    /// log Φ(a): by the complementary error function, below −20 by the asymptotic series of Mills' ratio.
    static func logDistribution(_ a: Double) -> Double {
        let root = 2.0.squareRoot()
        if a > 6 { return -0.5 * complementaryErrorFunction(a / root) }
        if a > -20 {
            if a < -1 { return logarithm(0.5 * complementaryErrorFunction(-a / root)) }
            if a < 1 { return logarithm(0.5 + 0.5 * errorFunction(a / root)) }
            return logarithmOfOnePlus(-0.5 * complementaryErrorFunction(a / root))
        }
        var sum = 1.0, previous = 0.0, term = 1.0, order = 1.0
        while abs(previous - sum) > Double.ulpOfOne {
            previous = sum
            term *= -order / (a * a)
            sum += term
            order += 2
        }
        return -0.5 * a * a - logarithm(-a) - logRootTwoPi + logarithm(sum)
    }

    /// log(Φ(b) − Φ(a)) for a ≤ b.
    public static func logMass(_ a: Double, _ b: Double) -> Double {
        if a > 0 { return logMass(-b, -a) }
        if b <= 0 {
            let upper = logDistribution(b)
            return upper + logarithmOfOnePlus(-exponential(logDistribution(a) - upper))
        }
        return logarithmOfOnePlus(-distribution(a) - distribution(-b))
    }

    /// The point of [a, b] below which the fraction `q` of the mass lies.
    public static func quantile(_ q: Double, _ a: Double, _ b: Double) -> Double {
        if q <= 0 { return a }
        if q >= 1 { return b }
        let mass = logMass(a, b)
        if a < 0 { return inverseLogDistribution(logSum(logDistribution(a), logarithm(q) + mass)) }
        return -inverseLogDistribution(logSum(logDistribution(-b), logarithmOfOnePlus(-q) + mass))
    }

    /// log(eᵃ + eᵇ).
    static func logSum(_ a: Double, _ b: Double) -> Double {
        let high = max(a, b), low = min(a, b)
        return low == -.infinity ? high : high + logarithmOfOnePlus(exponential(low - high))
    }

    /// x with log Φ(x) = y, by Newton's method from the tail's or the logistic approximation.
    private static func inverseLogDistribution(_ y: Double) -> Double {
        // Near 0 the equation is ill-conditioned: solve for −x instead.
        let isFlipped = y > -1e-2
        let target = isFlipped ? logarithm(-exponentialMinusOne(y)) : y
        var x =
            target < -5
            ? -(-2 * (target + logRootTwoPi)).squareRoot()
            : -(3.0.squareRoot() / Double.pi) * logarithm(exponentialMinusOne(-target))
        for _ in 0..<100 {
            let value = logDistribution(x)
            let change = (value - target) * exponential(value + 0.5 * x * x + logRootTwoPi)
            x -= change
            if abs(change) < 1e-8 * abs(x) { break }
        }
        return isFlipped ? -x : x
    }
}
