import Tensor
import Testing

/// OpenBLAS 0.3.21 falls back to SSE3 kernels, whose `spotri` crashes for odd sizes, on processors that are newer than it.
@Suite struct KernelChoiceTests {
    @Test(.enabled(if: BLAS.givenKernels == nil, "OPENBLAS_CORETYPE chooses the kernels"))
    func theyFitTheProcessor() {
        let expected = ["AVX-512": ["SkylakeX"], "AVX2": ["Haswell", "Zen"]][MachineProbe.vectorExtensions]
        if let expected { #expect(expected.contains(BLAS.kernels)) }
    }

    /// A = I + J (J all ones) has the inverse I − J / (n + 1).
    @Test(.enabled(if: BLAS.kernels != "Prescott", "Prescott kernels crash"), arguments: [1, 2, 7, 201, 401, 627])
    func inversesOfOddSizes(n: Int) {
        var a = [Float](repeating: 1, count: n * n)
        for index in 0..<n { a[index * n + index] = 2 }
        a.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            #expect(BLAS.factorizeCholesky(start, size: n))
            #expect(BLAS.invertCholesky(start, size: n))
            BLAS.mirror(start, size: n)
        }
        let share = 1 / Float(n + 1)
        for row in 0..<n {
            for column in 0..<n {
                let expected = (row == column ? 1 : 0) - share
                #expect(abs(a[row * n + column] - expected) < 1e-4)
            }
        }
    }
}
