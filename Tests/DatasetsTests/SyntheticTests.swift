import Datasets
import Diagnostics
import Parameters
import Testing

@Suite struct SyntheticTests {
    private func make(_ options: [(name: String, value: ParameterValue)] = []) throws -> Dataset {
        try ingest("synthetic", options).dataset
    }

    @Test func sizesAndDeterminism() throws {
        let data = try make()
        #expect(data.interactions.count == 30_000)
        #expect(data.userIDs.count == 1000)
        #expect(data.itemIDs.count <= 500)
        #expect(try make() == data)
        #expect(try make([("seed", .int(2))]) != data)
        #expect(Set(data.interactions.ratings) == [1, 2, 3, 4, 5])
        #expect(data.interactions.unknownTimeCount == 0)
        #expect(data.itemFields["title"]?.allSatisfy { !$0.isEmpty } == true)
        #expect(DataProfile(data).perUser.minimum >= 5)
    }

    /// Recommending within the genres of a user's training items by popularity must beat popularity alone by far: then there is taste to
    /// learn.
    @Test func tasteTellsMoreThanPopularity() throws {
        let data = try make()
        let split = try SplitStrategies.named("leave-one-out").split(parameters: .record([]), data: data.interactionData, seed: 1).split
        let genres = (data.itemFields["genres"] ?? []).map { $0.split(separator: "|").first.map(String.init) ?? "" }
        var popularity = [Double](repeating: 0, count: data.itemIDs.count)
        for item in split.train.items { popularity[Int(item)] += 1 }
        let seen = SeenItems([split.train, split.validation], userCount: split.userCount)
        var popularHits = 0, tasteHits = 0
        for (user, item) in zip(split.test.users, split.test.items) {
            var liking: [String: Double] = [:]
            for own in seen[Int(user)] { liking[genres[Int(own)], default: 0] += 1 }
            let rank = { (score: (Int) -> Double) in
                (0..<data.itemIDs.count).count { !seen.contains(user: Int(user), item: Int32($0)) && score($0) > score(Int(item)) }
            }
            if rank({ popularity[$0] }) < 10 { popularHits += 1 }
            if rank({ popularity[$0] * (liking[genres[$0]] ?? 0) }) < 10 { tasteHits += 1 }
        }
        print("synthetic, HR@10: popularity \(Double(popularHits) / 1000), taste \(Double(tasteHits) / 1000)")
        #expect(tasteHits > 2 * popularHits)
        #expect(tasteHits > 250)
    }

    @Test(arguments: [(1, 2, 1, 1), (3, 5, 9, 5), (2, 1000, 1200, 8), (1000, 2, 1000, 2), (10, 3, 10, 3)])
    func extremes(users: Int, items: Int, interactions: Int, genres: Int) throws {
        let data = try make([
            ("users", .int(users)), ("items", .int(items)), ("interactions", .int(interactions)), ("latent_dim", .int(genres)),
        ])
        #expect(data.interactions.count == interactions)
    }

    @Test func whatCannotBeIsRefused() throws {
        #expect(throws: Failure.self) { _ = try make([("users", .int(10)), ("items", .int(10)), ("interactions", .int(61))]) }
        #expect(throws: Failure.self) {
            _ = try make([("users", .int(10)), ("items", .int(3)), ("interactions", .int(11)), ("latent_dim", .int(2))])
        }
        #expect(throws: Failure.self) { _ = try make([("items", .int(4)), ("interactions", .int(100)), ("latent_dim", .int(5))]) }
    }
}
