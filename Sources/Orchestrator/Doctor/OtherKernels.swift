import Files
import Processes

/// The product rate with the kernels that fit this processor.
enum OtherKernels {
    /// Runs this program without OPENBLAS_CORETYPE; nil where that fails.
    static func measure() -> (kernels: String, rate: Double)? {
        let environment = FileSystem.environment.filter { $0.key != BLASChoice.libraryVariable && $0.key != BLASChoice.variable }
        guard
            let answer = try? HelperProgram.run(["/proc/self/exe", "doctor", "--only-product-rate"], environment: environment),
            answer.ending == .exited(0)
        else { return nil }
        let words = answer.output.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let rate = Double(words[1]) else { return nil }
        return (String(words[0]), rate)
    }
}
