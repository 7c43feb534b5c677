import Parameters
import Search
import Testing

/// The parts of TPE against Optuna's own classes and NumPy's generator.
@Suite struct TPEPartsTests {
    struct File: Decodable {
        var parzen: [Parzen]
        var truncated_normal: TruncatedNormalValues
        var doubles: [String: [Double]]
    }

    struct Parzen: Decodable {
        var name: String
        var observations: [Double]
        var query: [Double]
        var log_density: [Double]
    }

    struct TruncatedNormalValues: Decodable {
        var log_mass: [[Double]]
        var quantile: [[Double]]
    }

    private static let distributions: [String: Distribution] = [
        "uniform": .uniform(-5, 10), "uniform, one": .uniform(0, 1), "uniform, none": .uniform(0, 1), "uniform, thirty": .uniform(0, 1),
        "log-uniform": .logUniform(1e-5, 1e-1), "integer": .integer(1, 6), "stepped": .integer(10, 200, step: 10),
        "integer-log": .integerLog(8, 512), "choice": .categorical([.string("a"), .string("b"), .string("c")]),
    ]

    @Test func densities() throws {
        let cases = try Fixture.load("tpe.json", as: File.self).parzen
        #expect(cases.count == Self.distributions.count)
        for parzen in cases {
            let estimator = ParzenEstimator([try #require(Self.distributions[parzen.name])], columns: [parzen.observations])
            for (found, expected) in zip(estimator.logDensity([parzen.query]), parzen.log_density) {
                #expect(abs(found - expected) < 1e-12, "\(parzen.name)")
            }
        }
    }

    @Test func truncatedNormal() throws {
        let values = try Fixture.load("tpe.json", as: File.self).truncated_normal
        for row in values.log_mass { #expect(abs(TruncatedNormal.logMass(row[0], row[1]) / row[2] - 1) < 1e-12) }
        for row in values.quantile {
            #expect(abs(TruncatedNormal.quantile(row[0], row[1], row[2]) - row[3]) < 1e-12 * max(1, abs(row[3])), "\(row)")
        }
        #expect(values.log_mass.count == 7 && values.quantile.count == 35)
    }

    @Test func mersenneTwister() throws {
        for (seed, expected) in try Fixture.load("tpe.json", as: File.self).doubles {
            let seed = try #require(UInt32(seed))
            var generator = MersenneTwister(seed: seed)
            #expect((0..<5).map { _ in generator.uniform() } == expected)
            var long = MersenneTwister(seed: seed), skipped = MersenneTwister(seed: seed)
            for _ in 0..<1000 { _ = long.uniform() }
            skipped.skip(1000)
            #expect(skipped.uniform() == long.uniform())
        }
    }
}
