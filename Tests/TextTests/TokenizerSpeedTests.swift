import Foundation
import Glibc
import Parameters
import Testing
import Text

/// Tokens a second of processor time, one thread, on the texts of a file, one a line: for `Scripts/bench/run --only tokenizing`, which sets
/// TOKENIZING_TEXTS and the files of the tokenizers.
@Suite("Tokenizer speed")
struct TokenizerSpeedTests {
    static let environment = ProcessInfo.processInfo.environment

    @Test("tokens per second", .enabled(if: environment["TOKENIZING_TEXTS"] != nil))
    func table() throws {
        let path = try #require(Self.environment["TOKENIZING_TEXTS"])
        let texts = try String(contentsOfFile: path, encoding: .utf8).utf8.split { $0 == 0xA }.compactMap { String($0) }
        let files = [("wordpiece", "vocabulary", "TOKENIZING_VOCABULARY"), ("sentencepiece", "model", "TOKENIZING_MODEL")]
        for (id, option, variable) in files {
            guard let file = Self.environment[variable] else { continue }
            let changes: [(name: String, value: ParameterValue)] =
                [(option, .string(file)), ("max_tokens", .null)] + (id == "sentencepiece" ? [("train", .null)] : [])
            var rates: [Double] = [], tokens = 0
            for _ in 0..<7 {
                let started = Self.processorSeconds()
                tokens = try TokenizerSamples.prepare(id, [], changes).encode(texts).tokens.count
                rates.append(Double(tokens) / (Self.processorSeconds() - started))
            }
            print("tokenizing {\"tokenizer\": \"\(id)\", \"tokens\": \(tokens), \"rate\": \(rates.sorted()[3])}")
        }
    }

    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
