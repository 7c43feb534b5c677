import Foundation
import Tensor
import Testing

/// Fixtures/pytorch.json was written by Fixtures/make.py.
private struct PyTorchCase: Decodable {
    let name: String
    let inputs: [[Float]]
    let upstream: [Float]
    let output: [Float]
    let gradients: [[Float]]
}

@Suite struct PyTorchTests {
    @Test func outputsAndGradientsAgreeWithPyTorch() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/pytorch.json")
        let cases = try JSONDecoder().decode([PyTorchCase].self, from: Data(contentsOf: file))
        #expect(cases.count == OperationCatalog.all.count - 1)  // dropout's mask is our own
        for expected in cases {
            let operation = try #require(OperationCatalog.all.first { $0.name == expected.name })
            let (output, gradients) = operation.run(expected.inputs, expected.upstream)
            #expect(distance(output, expected.output) < 1e-5, "\(expected.name)")
            for (gradient, wanted) in zip(gradients, expected.gradients) { #expect(distance(gradient, wanted) < 1e-5, "\(expected.name)") }
        }
    }

    private func distance(_ a: [Float], _ b: [Float]) -> Float {
        a.count == b.count ? zip(a, b).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0 : .infinity
    }
}
