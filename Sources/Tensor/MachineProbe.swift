import CKernels
import Glibc

/// What one core of this machine reaches now, measured: the best of a few tries, since neighbours only ever take away.
public enum MachineProbe {
    /// "AVX-512", "AVX2" or "baseline": what our own kernels run with.
    public static var vectorExtensions: String { String(cString: ck_vector_extensions()) }

    /// GFLOP/s of single-precision products of an m × k and a k × n matrix by OpenBLAS, 2 m n k operations each.
    public static func productRate(m: Int, n: Int, k: Int, seconds: Double) -> Double {
        let a = Storage([Float](repeating: 0.5, count: m * k)), b = Storage([Float](repeating: 0.25, count: k * n))
        let c = Storage(count: m * n)
        // Several a try, so that the clock does not count.
        let repetitions = max(1, 20_000_000 / (2 * m * n * k))
        let operations = 2 * Double(m * n * k * repetitions)
        return best(seconds: seconds) {
            for _ in 0..<repetitions { BLAS.multiply(a.pointer, b.pointer, into: c.pointer, m: m, n: n, k: k) }
            return operations / 1e9
        }
    }

    /// GFLOP/s of fused multiply-adds in registers: what no product can exceed. 0 where that is not known.
    public static func arithmeticLimit(seconds: Double) -> Double {
        best(seconds: seconds) { ck_multiply_adds(200_000) / 1e9 }
    }

    /// GB/s of copying memory that no cache holds, bytes read and bytes written together.
    public static func copyRate(megabytes: Int, seconds: Double) -> Double {
        let count = megabytes * 250_000
        let source = Storage([Float](repeating: 1, count: count)), target = Storage(count: count)
        return best(seconds: seconds) {
            memcpy(target.pointer, source.pointer, count * 4)
            return Double(2 * count * 4) / 1e9
        }
    }

    /// The greatest amount per second of the tries that fit.
    private static func best(seconds: Double, _ work: () -> Double) -> Double {
        let start = ContinuousClock.now
        var best = 0.0
        repeat {
            let began = ContinuousClock.now
            let amount = work()
            best = max(best, amount / ((ContinuousClock.now - began) / .seconds(1)))
        } while (ContinuousClock.now - start) / .seconds(1) < seconds
        return best
    }
}
