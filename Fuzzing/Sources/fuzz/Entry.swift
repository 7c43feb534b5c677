import FuzzTargets
import Glibc

// What libFuzzer calls. Its `main` is in the runtime that `--sanitize fuzzer` links.

/// libFuzzer uses one thread. Set before the first input.
nonisolated(unsafe) private var read: (([UInt8]) throws -> Void)?

/// To the standard error, without its stream.
private func say(_ message: String) {
    let line = Array("\(message)\n".utf8)
    write(STDERR_FILENO, line, line.count)
}

private func end(_ message: String) -> Never {
    say(message)
    exit(64)
}

/// The target is named by PIPELINE_FUZZ_TARGET: libFuzzer takes all arguments for its own.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_: UnsafeMutablePointer<CInt>?, _: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?)
    -> CInt
{
    let name = getenv("PIPELINE_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    if name == "list" {
        for target in FuzzTargets.all { print("\(target.name)\t\(target.maximumBytes)\t\(target.about)") }
        exit(0)
    }
    guard let target = FuzzTargets.named(name) else { end("PIPELINE_FUZZ_TARGET must be the name of a target; 'list' prints them") }
    do { read = try target.make() } catch { end("cannot make the target: \(error)") }
    return 0
}

/// A finding ends the process, so that libFuzzer keeps the bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do { try read?(Array(UnsafeBufferPointer(start: start, count: count))) } catch {
        say("finding: \(error)")
        abort()
    }
    return 0
}
