import Glibc

// One file of this module imports the C library; the others use these words.

func logarithm(_ x: Double) -> Double { log(x) }
func exponential(_ x: Double) -> Double { exp(x) }
/// log(1 + x), exact for small x.
func logarithmOfOnePlus(_ x: Double) -> Double { log1p(x) }
/// exp(x) − 1, exact for small x.
func exponentialMinusOne(_ x: Double) -> Double { expm1(x) }
func errorFunction(_ x: Double) -> Double { erf(x) }
func complementaryErrorFunction(_ x: Double) -> Double { erfc(x) }
func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
func sine(_ x: Double) -> Double { sin(x) }
func cosine(_ x: Double) -> Double { cos(x) }
