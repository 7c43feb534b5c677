import Foundation
import Testing

/// Weights opened in Python by the `safetensors` package: the one line of docs/weights.md. Needs a Python that has it: PIPELINE_PYTHON,
/// else the bench's environment.
@Suite struct PythonWeightsTests {
    private static let python: String? = {
        let places = [
            ProcessInfo.processInfo.environment["PIPELINE_PYTHON"], Binary.repository.appending(path: ".build/peers/torch/bin/python").path,
        ].compactMap { $0 }
        let found = places.first { path in
            let (code, _) = run(path, ["-c", "import safetensors.numpy"])
            return code == 0
        }
        if found == nil { print("SKIPPED: no Python with safetensors and numpy; set PIPELINE_PYTHON to test that weights open there") }
        return found
    }()

    private static func run(_ path: String, _ arguments: [String]) -> (code: Int32, output: String) {
        guard FileManager.default.isExecutableFile(atPath: path) else { return (-1, "") }
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        do { try process.run() } catch { return (-1, "\(error)") }
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }

    private static let script = """
        import json, sys, numpy as np
        from safetensors import safe_open
        from safetensors.numpy import load_file
        w, s, u = (load_file(path) for path in sys.argv[1:])
        scores = (w["user_embedding"] * w["output.weight"]) @ w["item_embedding"].T + w["output.bias"] + w["offset"]
        for part in ("train", "validation"): scores[s[part + ".users"], s[part + ".items"]] = -np.inf
        ndcg = np.zeros(len(scores))
        for user, item in zip(s["test.users"], s["test.items"]):
            rank = (scores[user] > scores[user, item]).sum()
            ndcg[user] = 1 / np.log2(rank + 2) if rank < 10 else 0
        with safe_open(sys.argv[1], "np") as file: meta = file.metadata()
        print(json.dumps({"names": sorted(w), "types": sorted({str(x.dtype) for x in w.values()}), "model": meta["model"],
                          "worst": float(np.abs(ndcg[u["user"]] - u["ndcg@10"]).max()), "mean": float(ndcg.mean())}))
        """

    private struct Facts: Decodable {
        let names: [String], types: [String], model: String, worst: Double, mean: Double
    }

    /// GMF by NumPy from the three files: every user's NDCG@10 is the one that the evaluation wrote.
    @Test(.enabled(if: python != nil)) func scoresFromTheFileAreThoseOfTheRun() throws {
        let python = try #require(Self.python)
        let spec = """
            experiment: weights
            ingest: {format: synthetic, users: 60, items: 40, interactions: 900}
            split: {strategy: leave-one-out, order: random}
            train: {model: gmf, embedding_dim: 8, epochs: 3, optimizer: {name: adam, learning_rate: 0.02}}
            evaluate: {protocol: full-ranking, metrics: [ndcg@10]}
            """
        let bench = try Bench(["exp.yaml": spec])
        try bench.run()
        let files = try ["weights", "split", "per_user"].map { name in
            let output = try bench.pipeline("show", "latest", "--file", "\(name).safetensors").stdout
            return bench.path(output.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        let (code, output) = Self.run(python, ["-c", Self.script] + files)
        #expect(code == 0, "\(output)")
        let facts = try JSONDecoder().decode(Facts.self, from: Data(output.utf8))
        #expect(facts.names == ["item_embedding", "offset", "output.bias", "output.weight", "user_embedding"])
        #expect(facts.types == ["float32"] && facts.model == "gmf")
        #expect(facts.worst < 1e-6 && facts.mean > 0.1)
    }
}
