import Glibc

// One file of this module imports the C library; the others use these words.

func logarithm(_ x: Double) -> Double { log(x) }
func exponential(_ x: Double) -> Double { exp(x) }
/// log(1 + x), exact for small x.
func logarithmOfOnePlus(_ x: Double) -> Double { log1p(x) }
func complementaryErrorFunction(_ x: Double) -> Double { erfc(x) }
/// log Γ(x) for x > 0.
func logarithmOfGamma(_ x: Double) -> Double { lgamma(x).0 }
