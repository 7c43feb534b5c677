import Datasets
import Diagnostics
import Parameters
import Randomness
import Testing

func split(_ strategy: String, _ data: InteractionData, _ options: [(name: String, value: ParameterValue)] = [], seed: UInt64 = 1) throws
    -> DataSplit
{
    try SplitStrategies.named(strategy).split(parameters: .record(options), data: data, seed: seed).split
}

/// Random data in which the rating of a row is its number, so that rows can be told apart.
func randomData(_ seed: UInt64, users: Int, items: Int, count: Int, times: Int = 50) -> InteractionData {
    var stream = RandomStream(seed: seed, purpose: "split tests")
    var data = Interactions()
    for row in 0..<count {
        data.users.append(Int32(stream.below(users)))
        data.items.append(Int32(stream.below(items)))
        data.ratings.append(Float(row))
        data.timestamps.append(Int64(1 + stream.below(times)))
    }
    return InteractionData(
        interactions: data, userCount: users, itemCount: items,
        givenTest: Interactions(users: [0], items: [0], ratings: [-1], timestamps: [9]))
}

@Suite struct SplitPropertyTests {
    /// Over the registry: each strategy, several shapes of data, options that order by time and by seed.
    @Test(arguments: SplitStrategies.all.map(\.id), [(1, 1, 1), (3, 4, 9), (40, 30, 300), (7, 100, 500), (200, 10, 250)])
    func disjointCompleteAndDeterministic(strategy: String, shape: (users: Int, items: Int, count: Int)) throws {
        for seed in UInt64(1)...4 {
            let data = randomData(seed, users: shape.users, items: shape.items, count: shape.count)
            let hasOrder = try SplitStrategies.named(strategy).fields.contains { $0.name == "order" }
            for order in hasOrder ? ["time", "random"] : ["time"] {
                let result: DataSplit
                do {
                    result = try split(strategy, data, [("order", .string(order))], seed: seed)
                } catch let failure as Failure {
                    // All at one time: nothing precedes the test.
                    #expect(strategy == "temporal" && failure.description.contains("nothing to train on"))
                    continue
                }
                let parts = [result.train, result.validation] + (strategy == "given" ? [] : [result.test])
                #expect(parts.flatMap(\.ratings).sorted() == data.interactions.ratings)
                for part in parts {
                    #expect(part.ratings == part.ratings.sorted(), "the data's order is kept")
                    for row in 0..<part.count {
                        let original = Int(part.ratings[row])
                        #expect(
                            part.users[row] == data.interactions.users[original]
                                && part.timestamps[row] == data.interactions.timestamps[original])
                    }
                }
                #expect(try split(strategy, data, [("order", .string(order))], seed: seed) == result)
            }
        }
    }

    @Test(arguments: SplitStrategies.all.map(\.id))
    func theSeedMattersExactlyWhenTheStrategySaysSo(strategy: String) throws {
        let data = randomData(5, users: 20, items: 20, count: 400)
        for order in ["time", "random"] {
            let options: [(name: String, value: ParameterValue)] = [("order", .string(order))]
            let usesSeed = try SplitStrategies.named(strategy).usesSeed(.record(options))
            #expect(try (split(strategy, data, options, seed: 1) != split(strategy, data, options, seed: 2)) == usesSeed)
        }
    }

    @Test func noFutureInTemporalTraining() throws {
        for seed in UInt64(1)...20 {
            let data = randomData(seed, users: 10, items: 20, count: 200, times: seed < 10 ? 8 : 100_000)
            let result = try split("temporal", data)
            let trainEnd = result.train.timestamps.max() ?? 0
            let validation = (result.validation.timestamps.min() ?? .max, result.validation.timestamps.max() ?? 0)
            #expect(trainEnd < validation.0 && trainEnd < result.test.timestamps.min() ?? .max)
            #expect(validation.1 < result.test.timestamps.min() ?? .max)
        }
    }

    @Test func shares() throws {
        let data = randomData(1, users: 30, items: 50, count: 1000, times: 1_000_000)
        for strategy in ["random", "temporal"] {
            let result = try split(strategy, data, [("ratios", .list([.double(0.7), .double(0.2), .double(0.1)]))])
            #expect([result.train.count, result.validation.count, result.test.count] == [700, 200, 100])
        }
        let failure = #expect(throws: Failure.self) {
            _ = try split("random", data, [("ratios", .list([.double(0.7), .double(0.2), .double(0.2)]))])
        }
        #expect(failure?.description.contains("sum to 1") == true)
    }

    @Test func foldsPartitionTheData() throws {
        let data = randomData(3, users: 10, items: 10, count: 103)
        let folds = try (1...5).map { try split("k-fold", data, [("fold", .int($0)), ("validation_fraction", .double(0))]) }
        #expect(folds.flatMap(\.test.ratings).sorted() == data.interactions.ratings)
        #expect(folds.map(\.test.count).sorted() == [20, 20, 21, 21, 21])
        #expect(folds.allSatisfy { $0.validation.count == 0 })
        #expect(throws: Failure.self) { _ = try split("k-fold", data, [("fold", .int(6))]) }
        let field = try SplitStrategies.named("k-fold").fields.first { $0.name == "fold" }
        #expect(field?.isAxis == true)
    }
}

@Suite struct SplitExampleTests {
    private func data(_ rows: [(Int32, Int32, Int64)]) -> InteractionData {
        let interactions = Interactions(
            users: rows.map(\.0), items: rows.map(\.1), ratings: rows.map { _ in 1 }, timestamps: rows.map(\.2))
        return InteractionData(interactions: interactions, userCount: 3, itemCount: 10)
    }

    /// User 0: times 5, 9, 9, 1: of the two at 9 the later row is the test. User 1 has two interactions and stays in training.
    @Test func leaveOneOutByTime() throws {
        let data = data([(0, 0, 5), (1, 1, 7), (0, 2, 9), (0, 3, 9), (0, 4, 1), (1, 5, 8)])
        let result = try SplitStrategies.named("leave-one-out").split(parameters: .record([]), data: data, seed: 1)
        #expect(result.split.test.items == [3])
        #expect(result.split.validation.items == [2])
        #expect(result.split.train.items == [0, 1, 4, 5])
        let counts = Dictionary(uniqueKeysWithValues: result.statistics.map { ($0.name, $0.value) })
        #expect(counts["users_kept_in_train"] == 1)
        #expect(counts["cold_test_items"] == 1)
        #expect(counts["cold_test_users"] == 0)
        #expect(counts["train_interactions"] == 4)
        let two = try split("leave-one-out", data, [("validation", .bool(false))])
        #expect(two.test.items == [3, 5])
        #expect(two.validation.count == 0)
    }

    @Test(arguments: ["leave-one-out", "per-user", "temporal", "given"])
    func unknownTimesAreNotAnOrder(strategy: String) throws {
        var data = data([(0, 0, 5), (0, 1, Interactions.unknownTime), (0, 2, 3), (0, 3, 4), (2, 4, Interactions.unknownTime)])
        data.givenTest = Interactions(users: [0], items: [9], ratings: [1], timestamps: [9])
        let failure = #expect(throws: Failure.self) { _ = try split(strategy, data, [("order", .string("time"))]) }
        #expect(failure?.code == .invalidInput)
        #expect(failure?.description.contains("the time of 2 of 5 interactions (of 2 of 3 users) is unknown") == true)
        #expect(failure?.diagnostics.first?.hint?.contains("allow_unknown_times: true") == true)
        let allowed = try split(strategy, data, [("order", .string("time")), ("allow_unknown_times", .bool(true))])
        #expect(allowed.train.timestamps.contains(Interactions.unknownTime))
        if strategy == "leave-one-out" { #expect(allowed.test.items == [0] && allowed.validation.items == [3]) }
    }

    @Test func explicitMoments() throws {
        let data = data([(0, 0, 5_000_000), (0, 1, 6_000_000), (1, 2, 7_000_000), (2, 3, 8_000_000)])
        let result = try split("temporal", data, [("validation_from", .string("6")), ("test_from", .string("8"))])
        #expect([result.train.items, result.validation.items, result.test.items] == [[0], [1, 2], [3]])
        #expect(throws: Failure.self) { _ = try split("temporal", data, [("validation_from", .string("9")), ("test_from", .string("8"))]) }
        #expect(throws: Failure.self) { _ = try split("temporal", data, [("validation_from", .string("1")), ("test_from", .string("8"))]) }
    }

    @Test func perUserByTime() throws {
        let data = data((0..<10).map { (0, Int32($0), Int64(100 - $0)) } + [(1, 3, 5)])
        let result = try split("per-user", data, [("order", .string("time"))])
        #expect(result.test.items == [0])
        #expect(result.validation.items == [1])
        #expect(result.train.count == 9)
    }

    @Test func givenKeepsTheTestWhole() throws {
        var data = data((0..<9).map { (Int32($0 / 4), Int32($0), Int64($0 + 1)) })
        data.givenTest = Interactions(users: [0, 1], items: [9, 9], ratings: [1, 1], timestamps: [50, 51])
        data.givenCandidates = [[1, 2], [3]]
        let timed: [(name: String, value: ParameterValue)] = [("order", .string("time"))]
        let result = try split("given", data, timed)
        #expect(result.test == data.givenTest)
        #expect(result.testCandidates == [[1, 2], [3]])
        #expect(result.validation.items == [3, 7])
        #expect(try split("given", data, timed + [("validation", .string("none"))]).train == data.interactions)
        let share = try split("given", data, timed + [("validation", .string("fraction")), ("validation_fraction", .double(0.3))])
        #expect(share.validation.items == [6, 7, 8])
        data.givenTest = nil
        let failure = #expect(throws: Failure.self) { _ = try split("given", data) }
        #expect(failure?.diagnostics.first?.hint?.contains("test_ratings") == true)
    }
}
