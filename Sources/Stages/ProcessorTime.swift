import Glibc

/// Seconds of processor time that the calling thread has used.
func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Seconds to the nearest millisecond, for a log's line.
func inMilliseconds(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
