import Glibc
import Layers
import Tensor
import Testing

/// Scores of all items by panels of sixty-four, against their formulas in Double.
@Suite struct PanelTests {
    static let users = 9, items = 150, size = 21

    private func values(_ count: Int, _ seed: Int) -> [Float] {
        (0..<count).map { Float((($0 + seed) * 7919 % 1009) - 504) / 700 }
    }

    private func dot(_ a: [Float], _ row: Int, _ b: [Float], _ other: Int, _ size: Int) -> Double {
        (0..<size).reduce(0) { $0 + Double(a[row * size + $1]) * Double(b[other * size + $1]) }
    }

    /// The reference's scores, and the same bits whoever is scored beside a user.
    private func check(_ score: (ArraySlice<Int32>, inout [Float]) -> Void, against reference: (Int, Int) -> Double) {
        var all = [Float](repeating: .nan, count: Self.users * Self.items + 1)
        score([Int32](0..<Int32(Self.users))[...], &all)
        #expect(all[Self.users * Self.items].isNaN, "nothing beyond the block is written")
        for user in 0..<Self.users {
            for item in 0..<Self.items {
                let expected = reference(user, item)
                #expect(abs(Double(all[user * Self.items + item]) - expected) < 2e-5 * max(1, abs(expected)))
            }
            var alone = [Float](repeating: 0, count: Self.items)
            score([Int32(user)], &alone)
            #expect(alone == Array(all[user * Self.items..<(user + 1) * Self.items]))
        }
    }

    @Test func dotProducts() {
        let p = values(Self.users * Self.size, 1), q = values(Self.items * Self.size, 2)
        let b = values(Self.users, 3), c = values(Self.items, 4)
        let products = DotProducts(users: p, items: q, factors: Self.size, offset: 0.5, userBias: b, itemBias: c)
        check {
            products.scoreAllItems(users: $0, into: &$1)
        } against: { user, item in
            0.5 + Double(b[user]) + Double(c[item]) + dot(p, user, q, item, Self.size)
        }
    }

    @Test func attention() {
        let size = Self.size, p = values(Self.users * size, 1), q = values(Self.items * size, 2)
        let weight = values(size * size, 5), bias = values(size, 6), h = values(13 * size, 7), g = values(13, 8), w = values(13, 9)
        let scores = PanelScores(
            itemCount: Self.items,
            input: .attended(users: Storage(p), items: Storage(q), weight: Storage(weight), bias: Storage(bias), scale: Float(size)),
            hidden: [PanelScores.Layer(weight: Storage(h), bias: Storage(g))],
            output: PanelScores.Layer(weight: Storage(w), bias: Storage([0.25])))
        check {
            scores.scoreAllItems(users: $0, into: &$1)
        } against: { user, item in
            let x = (0..<size).map { p[user * size + $0] * q[item * size + $0] }
            let exponentials = (0..<size).map { exponential(Double(bias[$0]) + dot(weight, $0, x, 0, size)) }
            let total = exponentials.reduce(0, +)
            let z = (0..<size).map { Float(Double(size) * exponentials[$0] / total * Double(x[$0])) }
            return (0..<13).reduce(0.25) { $0 + Double(w[$1]) * max(0, Double(g[$1]) + dot(h, $1, z, 0, size)) }
        }
    }

    /// With low biases, so that units of the first layer are zero for all items of a panel, and without.
    @Test(arguments: [0, -0.9, -30]) func towerAndProduct(lowered: Float) {
        let size = 10, outputs = 19, p = values(Self.users * size, 1), q = values(Self.items * size, 2)
        let first = values(outputs * 2 * size, 3), bias = values(outputs, 4).enumerated().map { $1 + ($0 % 3 == 0 ? 0 : lowered) },
            h = values(7 * outputs, 5), g = values(7, 6), w = values(7, 7)
        let a = values(Self.users * Self.size, 8), b = values(Self.items * Self.size, 9)
        let scores = PanelScores(
            itemCount: Self.items,
            input: .concatenated(
                users: Storage(p), items: Storage(q), size: size, weight: Storage(first), bias: Storage(bias), outputs: outputs),
            hidden: [PanelScores.Layer(weight: Storage(h), bias: Storage(g))],
            output: PanelScores.Layer(weight: Storage(w), bias: Storage([-0.5])), product: (Storage(a), Storage(b), Self.size))
        check {
            scores.scoreAllItems(users: $0, into: &$1)
        } against: { user, item in
            let x = Array(p[user * size..<(user + 1) * size] + q[item * size..<(item + 1) * size])
            let z = (0..<outputs).map { Float(max(0, Double(bias[$0]) + dot(first, $0, x, 0, 2 * size))) }
            let tower = (0..<7).reduce(-0.5) { $0 + Double(w[$1]) * max(0, Double(g[$1]) + dot(h, $1, z, 0, outputs)) }
            return tower + dot(a, user, b, item, Self.size)
        }
    }

    /// A weight that is not finite shows, though it stands before a unit that is zero for all items.
    @Test func infiniteWeight() {
        let size = 4, outputs = 8, p = values(Self.users * size, 1), q = values(Self.items * size, 2)
        var h = values(3 * outputs, 5)
        h[outputs] = .infinity
        let scores = PanelScores(
            itemCount: Self.items,
            input: .concatenated(
                users: Storage(p), items: Storage(q), size: size, weight: Storage(values(outputs * 2 * size, 3)),
                bias: Storage([Float](repeating: -50, count: outputs)), outputs: outputs),
            hidden: [PanelScores.Layer(weight: Storage(h), bias: Storage(values(3, 6)))],
            output: PanelScores.Layer(weight: Storage(values(3, 7)), bias: Storage([0])))
        var all = [Float](repeating: 0, count: Self.items)
        scores.scoreAllItems(users: [2], into: &all)
        #expect(all.allSatisfy { $0.isNaN })
    }
}

private func exponential(_ x: Double) -> Double { Glibc.exp(x) }
