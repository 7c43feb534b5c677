import Datasets
import Evaluation
import Foundation
import Metrics
import Parameters
import Testing

/// The NCF authors' split of MovieLens-1M, read by a few lines of this test's own.
enum NCFData {
    static let folder = (ProcessInfo.processInfo.environment["PIPELINE_DATA"] ?? "../shared/data") + "/ml-1m-ncf/"

    static var isPresent: Bool {
        let isPresent = FileManager.default.fileExists(atPath: folder + "ml-1m.test.negative")
        if !isPresent { print("### SKIPPED: no \(folder): set PIPELINE_DATA to the data folder ###") }
        return isPresent
    }

    static func load() throws -> DataSplit {
        let train = try interactions("ml-1m.train.rating"), test = try interactions("ml-1m.test.rating")
        let negatives = try String(contentsOfFile: folder + "ml-1m.test.negative", encoding: .utf8)
        let candidates = negatives.split(separator: "\n").map { $0.split(separator: "\t").dropFirst().compactMap { Int32($0) } }
        return DataSplit(
            train: train, validation: Interactions(), test: test, testCandidates: candidates, userCount: 6040, itemCount: 3706)
    }

    private static func interactions(_ file: String) throws -> Interactions {
        var result = Interactions()
        var numbers: [Int32] = []
        var number: Int32 = 0
        for byte in try Data(contentsOf: URL(fileURLWithPath: folder + file)) {
            if (0x30...0x39).contains(byte) {
                number = number &* 10 &+ Int32(byte - 0x30)
                continue
            }
            numbers.append(number)
            number = 0
            guard byte == 0x0A else { continue }
            result.users.append(numbers[0])
            result.items.append(numbers[1])
            numbers.removeAll(keepingCapacity: true)
        }
        result.ratings = [Float](repeating: 1, count: result.users.count)
        result.timestamps = [Int64](repeating: 0, count: result.users.count)
        return result
    }
}

@Suite("MovieLens-1M, NCF split", .enabled(if: NCFData.isPresent))
struct PublishedResultTests {
    @Test("most popular has HR@10 .4538 and NDCG@10 .2543 among the authors' candidates")
    func mostPopular() throws {
        let split = try NCFData.load()
        #expect(split.train.count == 994_169 && split.test.count == 6040)
        let result = try prepared("sampled", [("metrics", names("hr@10", "ndcg@10"))], split).evaluate(PopularityScorer(split), threads: 2)
        print("most popular:", result.metrics.map { "\($0.name) \($0.value)" }, result.counts)
        #expect(abs(try #require(result["hit_rate@10"]) - 0.4538) < 0.0005)
        #expect(abs(try #require(result["ndcg@10"]) - 0.2543) < 0.0005)
        #expect(result.counts.users == 6040)
        #expect(result.counts.mostCandidates == 100)
    }

    @Test("full ranking of 6040 × 3706 takes little beside the scoring")
    func speed() throws {
        let split = try NCFData.load()
        let scorer = PopularityScorer(split)
        let clock = ContinuousClock()
        var evaluator: Evaluator?
        let preparing = try clock.measure { evaluator = try fullRanking(split) }
        var scores = [Float](repeating: 0, count: 256 * 3706)
        let scoring = try clock.measure {
            for start in stride(from: Int32(0), to: 6040, by: 256) {
                try scorer.scoreAllItems(users: ArraySlice(start..<min(6040, start + 256)), into: &scores)
            }
        }
        let whole = try clock.measure { _ = try evaluator?.evaluate(scorer, threads: 1) }
        print("full ranking, one thread: prepare \(preparing), scoring \(scoring), with ranking \(whole)")
        // A bound that only a wrong algorithm exceeds; the figure is for people.
        #expect(whole - scoring < .seconds(2))
    }

    private func fullRanking(_ split: DataSplit) throws -> Evaluator {
        try prepared("full-ranking", [("metrics", names("ndcg@10", "recall@10", "hit_rate@10"))], split)
    }
}
