import Datasets
import Testing

@Suite struct SeenItemsTests {
    private let data = Interactions(
        users: [1, 0, 1, 1, 1], items: [5, 2, 3, 5, 0], ratings: [1, 1, 1, 1, 1], timestamps: [0, 0, 0, 0, 0])

    @Test func sortedAndUnique() {
        let seen = SeenItems(data, userCount: 3)
        #expect((0..<3).map { Array(seen[$0]) } == [[2], [0, 3, 5], []])
        for user in 0..<3 {
            for item in Int32(0)..<7 { #expect(seen.contains(user: user, item: item) == seen[user].contains(item)) }
        }
        #expect(Array(SeenItems([data, Interactions(users: [2], items: [6], ratings: [1], timestamps: [0])], userCount: 3)[2]) == [6])
    }

    @Test func negativesAreUnknownAndReproducible() {
        let sampler = NegativeSampler(known: SeenItems(data, userCount: 3), itemCount: 6, seed: 7)
        let drawn = sampler.sample(user: 1, count: 3000, position: 4)
        #expect(drawn == sampler.sample(user: 1, count: 3000, position: 4))
        #expect(drawn != sampler.sample(user: 1, count: 3000, position: 5))
        #expect(Set(drawn) == [1, 2, 4])
        for item in Set(drawn) { #expect(abs(drawn.count { $0 == item } - 1000) < 130) }
        #expect(sampler.sampleDistinct(user: 1, count: 9, position: 1).sorted() == [1, 2, 4])
        #expect(Set(sampler.sampleDistinct(user: 2, count: 2, position: 1)).count == 2)
        let full = NegativeSampler(known: SeenItems(data, userCount: 3), itemCount: 1, seed: 7)
        #expect(full.sample(user: 1, count: 3, position: 0) == [])
        let narrow = NegativeSampler(
            known: SeenItems(
                Interactions(users: [0, 0, 0, 0, 0], items: [0, 1, 2, 4, 5], ratings: [1, 1, 1, 1, 1], timestamps: [0, 0, 0, 0, 0]),
                userCount: 1), itemCount: 6, seed: 1)
        #expect(narrow.sample(user: 0, count: 5, position: 0) == [3, 3, 3, 3, 3])
    }
}
