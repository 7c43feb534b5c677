import Foundation
import Testing

@Suite struct DoctorTests {
    private struct Finding: Decodable {
        enum Value: Decodable {
            case number(Double), text(String)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let number = try? container.decode(Double.self) {
                    self = .number(number)
                } else {
                    self = .text(try container.decode(String.self))
                }
            }
        }
        let area: String, name: String, value: Value, unit: String?, verdict: String, advice: String?

        var number: Double? {
            if case .number(let number) = value { return number }
            return nil
        }
        var text: String? {
            if case .text(let text) = value { return text }
            return nil
        }
    }

    private func findings(_ bench: Bench, environment: [String: String] = [:]) throws -> [String: Finding] {
        let output = try bench.pipeline("doctor", "--format", "json", environment: environment)
        #expect(output.code == 0, "\(output.stderr)")
        let list = try JSONDecoder().decode([Finding].self, from: Data(output.stdout.utf8))
        return Dictionary(uniqueKeysWithValues: list.map { ($0.area + "/" + $0.name, $0) })
    }

    @Test func itMeasuresTheMachine() throws {
        let found = try findings(try Bench())
        for name in [
            "machine/processor", "machine/vector extensions", "machine/processors", "products/library", "products/kernels",
            "memory/total", "memory/available", "disk/free", "disk/SHA-256 rate", "disk/time to make 4 KiB durable", "database/SQLite",
            "database/journal", "data/directory (DATA)",
        ] { #expect(found[name] != nil, "\(name)") }
        let rate = try #require(found["products/rate, 512 × 512 × 512"]?.number)
        #expect(rate > 0.5 && rate < 2000)
        if let limit = found["products/limit (multiply-adds in registers)"]?.number {
            #expect(limit > 1 && rate < 1.5 * limit, "products cannot exceed the limit by more than a busy neighbour explains")
        }
        #expect(found["disk/workspace"]?.advice == "not made yet")
        #expect(found.values.allSatisfy { $0.verdict == "fine" || $0.advice != nil }, "whatever is slow comes with advice")
    }

    @Test func itLooksAtTheWorkspace() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        let found = try findings(bench)
        #expect(found["database/journal"]?.text == "wal" && found["disk/workspace"]?.verdict == "fine")
        let output = try bench.pipeline("doctor", "--workspace", "runs")
        for word in ["machine", "products", "GFLOP/s", "SQLite"] { #expect(output.stdout.contains(word)) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.path("runs")).allSatisfy { !$0.contains("doctor") })
    }

    @Test func itTellsWhatTheLibrarysVariableCosts() throws {
        let found = try findings(try Bench(), environment: ["OPENBLAS_CORETYPE": "Nehalem"])
        #expect(found["products/OPENBLAS_CORETYPE"]?.text == "Nehalem")
        #expect(found.keys.contains { $0.hasPrefix("products/rate without it (") })
    }
}

@Suite struct BLASKernelTests {
    private func kernels(_ bench: Bench, _ environment: [String: String]) throws -> String? {
        let output = try bench.pipeline("doctor", "--only-product-rate", environment: environment)
        #expect(output.code == 0, "\(output.stderr)")
        return output.stdout.split(separator: " ").first.map(String.init)
    }

    @Test func theyAreChosenAndRecorded() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let own = try kernels(bench, ["OPENBLAS_CORETYPE": "Nehalem", "PIPELINE_BLAS_KERNELS": "auto"])
        #expect(try kernels(bench, ["OPENBLAS_CORETYPE": "Nehalem"]) == "Nehalem")
        #expect(try kernels(bench, ["OPENBLAS_CORETYPE": "Haswell", "PIPELINE_BLAS_KERNELS": "auto"]) == own)
        #expect(try kernels(bench, ["OPENBLAS_CORETYPE": "Haswell", "PIPELINE_BLAS_KERNELS": "nehalem"]) == "Nehalem")
        let run = try bench.pipeline("run", "exp.yaml", environment: ["PIPELINE_BLAS_KERNELS": "Nehalem"])
        #expect(run.code == 0, "\(run.stderr)")
        #expect(try bench.query("SELECT DISTINCT blas_kernel FROM runs") == ["Nehalem"])
    }

    @Test func unknownKernelsAreRefused() throws {
        let bench = try Bench()
        let output = try bench.pipeline("models", environment: ["PIPELINE_BLAS_KERNELS": "Hasswell"])
        #expect(output.code == 64 && output.stdout.isEmpty)
        #expect(output.stderr.contains("PIPELINE_BLAS_KERNELS=Hasswell") && output.stderr.contains("did you mean 'Haswell'?"))
        // A kernel set of another architecture never runs here.
        let foreign = try bench.pipeline("models", environment: ["PIPELINE_BLAS_KERNELS": "NEOVERSEV1"])
        #expect(foreign.code == 64 && foreign.stderr.contains("cannot run these kernels here"))
    }
}
