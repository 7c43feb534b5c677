import Foundation

/// The product rate with the kernels that OpenBLAS takes of its own accord.
enum OtherKernels {
    /// Runs this program without OPENBLAS_CORETYPE; nil where that fails.
    static func measure() -> (kernels: String, rate: Double)? {
        let process = Process(), output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["doctor", "--only-product-rate"]
        process.environment = ProcessInfo.processInfo.environment.filter {
            $0.key != BLASChoice.libraryVariable && $0.key != BLASChoice.variable
        }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        do { try process.run() } catch { return nil }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard process.terminationStatus == 0, words.count == 2, let rate = Double(words[1]) else { return nil }
        return (String(words[0]), rate)
    }
}
