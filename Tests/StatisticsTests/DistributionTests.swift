import Statistics
import Testing

@Suite struct DistributionTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture.load() }

    @Test func student() {
        for row in fixture.student {
            #expect(isNear(StudentDistribution(degrees: row[1]).twoSided(row[0]), row[2]), "t \(row[0]), ν \(row[1])")
        }
    }

    @Test func criticalValues() {
        for row in fixture.critical {
            #expect(isNear(StudentDistribution(degrees: row[1]).critical(twoSided: row[0]), row[2]), "α \(row[0]), ν \(row[1])")
        }
    }

    @Test func normal() {
        for row in fixture.normal { #expect(isNear(NormalDistribution.survival(row[0]), row[1]), "z \(row[0])") }
        #expect(NormalDistribution.cumulative(1) + NormalDistribution.survival(1) == 1)
    }

    @Test func incompleteBeta() {
        for row in fixture.beta {
            let found = regularizedIncompleteBeta(row[0], row[1], row[2])
            #expect(
                isNear(found, row[3]) || row[3] < 1e-290 && found < 1e-290, "I_\(row[0])(\(row[1]), \(row[2])) is \(found), not \(row[3])")
        }
    }

    @Test func quantiles() {
        for row in fixture.quantile { #expect(isNear(quantile([1, 2, 4, 8, 16], row[0]), row[1])) }
        #expect(quantile([], 0.5).isNaN)
    }

    /// t = 1 with one degree of freedom (Cauchy) lies at 45°: exactly half is beyond.
    @Test func knownValues() {
        #expect(abs(StudentDistribution(degrees: 1).twoSided(1) - 0.5) < 1e-14)
        #expect(StudentDistribution(degrees: 3).twoSided(.infinity) == 0)
        #expect(StudentDistribution(degrees: 0).twoSided(1).isNaN)
    }
}
