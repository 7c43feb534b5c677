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
        // Expectation over all orders among equals, by a separate program: .453477 and .254271.
        #expect(abs(try #require(result["hit_rate@10"]) - 0.453_477) < 0.000_2)
        #expect(abs(try #require(result["ndcg@10"]) - 0.254_271) < 0.000_1)
        #expect(result.counts.users == 6040)
        // 156 users have their own test item among their 99 negatives.
        #expect(result.counts.fewestCandidates == 99)
        #expect(result.counts.mostCandidates == 100)
    }

    @Test("full ranking of 6040 × 3706 takes little beside the scoring")
    func speed() throws {
        var split = try NCFData.load()
        let options: [(name: String, value: ParameterValue)] = [("metrics", names("ndcg@10", "recall@10", "hit_rate@10"))]
        try report("one relevant item a user", prepared("full-ranking", options, split), split)
        // A tenth of the training data instead: 16 relevant items a user.
        let (train, test) = split.train.separated { $0 % 10 == 0 }
        split = DataSplit(train: train, validation: Interactions(), test: test, userCount: 6040, itemCount: 3706)
        try report("\(test.count / 6040) relevant items a user", prepared("full-ranking", options, split), split)
    }

    private func report(_ title: String, _ evaluator: Evaluator, _ split: DataSplit) throws {
        let scorer = HashScorer(userCount: split.userCount, itemCount: split.itemCount)
        var scores = [Float](repeating: 0, count: 256 * 3706)
        let clock = ContinuousClock()
        let scoring = try clock.measure {
            for start in stride(from: Int32(0), to: 6040, by: 256) {
                try scorer.scoreAllItems(users: ArraySlice(start..<min(6040, start + 256)), into: &scores)
            }
        }
        for threads in 1...2 {
            let whole = try clock.measure { _ = try evaluator.evaluate(scorer, threads: threads) }
            print("full ranking, \(title), \(threads) thread(s): \(whole), of which \(scoring / threads) is scoring")
            // A bound that only a wrong algorithm exceeds; the figures are for people.
            #expect(whole - scoring < .seconds(2))
        }
    }
}

/// Scores without meaning or ties, made about as fast as they can be stored.
struct HashScorer: Scorer {
    var userCount: Int
    var itemCount: Int

    func scoreAllItems(users: ArraySlice<Int32>, into scores: inout [Float]) throws {
        for (row, user) in users.enumerated() {
            var state = UInt32(bitPattern: user) &* 2_654_435_761
            for place in row * itemCount..<(row + 1) * itemCount {
                state = state &* 1_664_525 &+ 1_013_904_223
                scores[place] = Float(state >> 8)
            }
        }
    }

    func score(users: [Int32], items: [Int32]) throws -> [Float] { users.map { Float($0) } }
}

extension Interactions {
    /// Those at positions where `isSecond` is false, and the others.
    func separated(_ isSecond: (Int) -> Bool) -> (Interactions, Interactions) {
        var parts = [Interactions(), Interactions()]
        for index in users.indices {
            let part = isSecond(index) ? 1 : 0
            parts[part].users.append(users[index])
            parts[part].items.append(items[index])
            parts[part].ratings.append(ratings[index])
            parts[part].timestamps.append(timestamps[index])
        }
        return (parts[0], parts[1])
    }
}
