import Diagnostics
import GRDB

extension RunDatabase {
    /// All that `body` records becomes one transaction: for many small records one after the other, of which each alone would cost more
    /// than what it says. What a call inside recorded before another one failed stays; where `body` itself throws, nothing of it does.
    ///
    /// `body` must not wait for anything: readers see nothing of it and no other process can write meanwhile. Calls of other threads wait.
    public func grouped<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        try write { _ in try body() }
    }
}
