import Datasets
import Diagnostics
import Models
import Parameters
import Testing

/// Scoring some users, new users, and why: what every model of the registry must keep.
@Suite struct UserWeightsTests {
    private static let userCount = ModelSamples.userCount, itemCount = ModelSamples.itemCount

    private func fitted(_ listed: Listed) throws -> LoadedWeights {
        let model = try listed.make()
        for epoch in 1...(listed.definition.isIterative ? 3 : 1) { _ = try model.trainEpoch(epoch) { _ in } }
        return LoadedWeights(model.weights())
    }

    private func scores(_ scorer: any Scorer, _ users: [Int32]) throws -> [Float] {
        var scores = [Float](repeating: .nan, count: users.count * Self.itemCount)
        try scorer.scoreAllItems(users: users[...], into: &scores)
        return scores
    }

    private func history(_ user: Int32) -> [Int32] {
        zip(ModelSamples.data.train.users, ModelSamples.data.train.items).filter { $0.0 == user }.map(\.1)
    }

    @Test(arguments: Listed.all) func someUsersHaveTheBitsOfAll(_ listed: Listed) throws {
        let weights = try fitted(listed), users: [Int32] = [29, 0, 7, 7]
        let whole = try listed.definition.makeScorer(
            weights: weights.names.map(weights.tensor), parameters: listed.parameters, userCount: Self.userCount, itemCount: Self.itemCount)
        let some = try listed.definition.makeScorer(
            of: users, from: weights, parameters: listed.parameters, userCount: Self.userCount, itemCount: Self.itemCount)
        #expect(some.userCount == 4 && some.itemCount == Self.itemCount)
        #expect(try scores(some, [0, 1, 2, 3]) == scores(whole, users))
        #expect(throws: Failure.self) {
            try listed.definition.makeScorer(
                of: [30], from: weights, parameters: listed.parameters, userCount: Self.userCount, itemCount: Self.itemCount)
        }
    }

    /// A new user with a known user's items is scored as that user is.
    @Test(arguments: Listed.all) func newUsersAreScoredByTheirItems(_ listed: Listed) throws {
        let weights = try fitted(listed), own = history(4)
        let known = try listed.definition.makeScorer(
            of: [4], from: weights, parameters: listed.parameters, userCount: Self.userCount, itemCount: Self.itemCount)
        guard listed.definition.scoresHistories else {
            let failure = #expect(throws: Failure.self) {
                try listed.definition.makeScorer(having: [own], from: weights, parameters: listed.parameters, itemCount: Self.itemCount)
            }
            #expect(failure?.diagnostics.first?.hint?.contains("item-knn") == true)
            return
        }
        let new = try listed.definition.makeScorer(
            having: [[1], own.reversed()], from: weights, parameters: listed.parameters, itemCount: Self.itemCount)
        for (a, b) in zip(try scores(new, [1]), try scores(known, [0])) { #expect(abs(a - b) <= 1e-6 * max(1, abs(b))) }
    }

    @Test(arguments: Listed.all) func partsAddUpToTheScore(_ listed: Listed) throws {
        let weights = try fitted(listed), items = [Int32](0..<40), own = history(4)
        guard
            let parts = try listed.definition.scoreParts(
                weights, parameters: listed.parameters, user: ScoredUser(index: 4, items: own), items: items, itemCount: Self.itemCount)
        else { return #expect(!Self.sums.contains(listed.definition.id)) }
        #expect(Self.sums.contains(listed.definition.id))
        let scorer = try listed.definition.makeScorer(
            of: [4], from: weights, parameters: listed.parameters, userCount: Self.userCount, itemCount: Self.itemCount)
        // The sample's features are no unit rows, which content-profile's parts take for granted.
        let tolerance: Float = listed.definition.id == ContentProfile.id ? 0.05 : 1e-5
        for (part, score) in zip(parts, try scores(scorer, [0])) {
            #expect(abs(part.sum - score) <= tolerance * max(1, abs(score)))
            #expect(part.items.allSatisfy { own.contains($0.item) })
        }
    }

    private static let sums: Set<String> = ["popularity", "bias", "item-knn", "ease", "content-profile", "ncf-profile"]

    @Test(arguments: Listed.all) func likenessIsAnOrderOfOtherItems(_ listed: Listed) throws {
        let weights = try fitted(listed)
        guard let likeness = try listed.definition.itemLikeness(weights, parameters: listed.parameters, itemCount: Self.itemCount) else {
            return #expect(["popularity", "bias", "dcn"].contains(listed.definition.id))
        }
        #expect(likeness.itemCount == Self.itemCount && !likeness.meaning.isEmpty)
        let nearest = try likeness.nearest(to: 8, count: 12)
        #expect(!nearest.isEmpty && nearest.allSatisfy { $0.item != 8 && $0.likeness.isFinite })
        #expect(zip(nearest, nearest.dropFirst()).allSatisfy { $0.likeness >= $1.likeness })
        #expect(try likeness.likenesses(of: 8, to: nearest.map(\.item)) == nearest.map(\.likeness))
    }

    /// By hand: items 0 and 1 are shared by two of the users a, b, c; |0| = √3, |1| = |2| = √2.
    @Test func nearestNeighboursByHand() throws {
        var train = Interactions()
        for (user, item) in [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 2), (3, 2)] {
            train.users.append(Int32(user))
            train.items.append(Int32(item))
            train.ratings.append(1)
            train.timestamps.append(0)
        }
        let data = TrainingData(train: train, userCount: 4, itemCount: 3)
        let parameters = ModelSamples.parameters(ItemKNN.self)
        let model = try ItemKNN.make(parameters: parameters, data: data, seed: 1)
        _ = try model.trainEpoch(1) { _ in }
        let weights = LoadedWeights(model.weights())
        let likeness = try #require(try ItemKNN.itemLikeness(weights, parameters: parameters, itemCount: 3))
        let near = try likeness.nearest(to: 0, count: 5)
        #expect(near.map(\.item) == [1, 2])
        #expect(abs(near[0].likeness - Float(2 / 6.0.squareRoot())) < 1e-6 && abs(near[1].likeness - Float(1 / 6.0.squareRoot())) < 1e-6)
        let parts = try #require(
            try ItemKNN.scoreParts(weights, parameters: parameters, user: ScoredUser(index: nil, items: [1, 2]), items: [0], itemCount: 3))
        #expect(parts[0].items.map(\.item) == [1, 2])
        #expect(abs(parts[0].sum - Float(3 / 6.0.squareRoot())) < 1e-6)
    }

    @Test func cosinesByHand() {
        let vectors = ItemVectors(columns: 2, values: [3, 4, 4, 3, 0, 0, -3, -4])
        #expect(abs(vectors.cosine(0, 1) - 24.0 / 25) < 1e-7)
        #expect(vectors.cosine(0, 2) == 0 && abs(vectors.cosine(0, 3) + 1) < 1e-7)
    }
}
