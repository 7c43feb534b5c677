import Diagnostics

/// Something that reads what strangers may have written, ready to be given any bytes.
///
/// A reader may refuse bytes with a `Failure` or take them; it may not crash, hang, take memory without bound, call it a defect of this
/// program, or contradict itself. `Scripts/fuzz` runs targets under libFuzzer, `FuzzTests` replays their corpus in `make test`.
public struct FuzzTarget: Sendable {
    public let name: String
    /// What is read, in a line.
    public let about: String
    /// Inputs above this many bytes find nothing that smaller ones do not, and cost time.
    public let maximumBytes: Int
    /// Makes a reader with its own files and state, for one thread. The reader throws `FuzzFinding` for what must not be.
    public let make: @Sendable () throws -> (_ bytes: [UInt8]) throws -> Void

    init(
        _ name: String, _ about: String, maximumBytes: Int = 1024,
        make: @escaping @Sendable () throws -> (_ bytes: [UInt8]) throws -> Void
    ) {
        (self.name, self.about, self.maximumBytes, self.make) = (name, about, maximumBytes, make)
    }
}

/// A promise that some bytes broke.
public struct FuzzFinding: Error, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}

/// Throws `FuzzFinding` where a promise does not hold.
func promise(_ holds: Bool, _ words: @autoclosure () -> String) throws {
    if !holds { throw FuzzFinding(words()) }
}

/// The value, or nil where the bytes were refused in an orderly manner: with a message for people that can be shown.
func orderly<Value>(_ body: () throws -> Value) throws -> Value? {
    do { return try body() } catch let failure as Failure {
        try promise(!failure.diagnostics.isEmpty, "refused without a word")
        try promise(failure.code != .internalError, "called a defect of this program: \(failure)")
        try promise(failure.code != .success, "refused with exit code 0")
        try promise(!DiagnosticRenderer().render(failure.diagnostics).isEmpty, "a message that shows nothing")
        return nil
    }
}
