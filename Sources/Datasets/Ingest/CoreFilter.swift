/// The largest part of the data in which every user and every item has its least number of interactions (k-core for a bipartite graph).
/// Each round removes users and items that are below their limit at its start. The result does not depend on the order of removal.
struct CoreFilter {
    private(set) var isKept: [Bool]
    private(set) var hasUser: [Bool]
    private(set) var hasItem: [Bool]
    private(set) var rounds: [IngestReport.FilterRound] = []

    init(_ interactions: Interactions, minimum: MinimumInteractions, userCount: Int, itemCount: Int) {
        isKept = [Bool](repeating: true, count: interactions.count)
        var userDegrees = [Int](repeating: 0, count: userCount), itemDegrees = [Int](repeating: 0, count: itemCount)
        for user in interactions.users { userDegrees[Int(user)] += 1 }
        for item in interactions.items { itemDegrees[Int(item)] += 1 }
        hasUser = userDegrees.map { $0 > 0 }
        hasItem = itemDegrees.map { $0 > 0 }
        while true {
            var round = IngestReport.FilterRound(users: 0, items: 0, interactions: 0)
            for user in 0..<userCount where hasUser[user] && userDegrees[user] < max(1, minimum.user) {
                hasUser[user] = false
                round.users += 1
            }
            for item in 0..<itemCount where hasItem[item] && itemDegrees[item] < max(1, minimum.item) {
                hasItem[item] = false
                round.items += 1
            }
            if round.users + round.items == 0 { break }
            for row in isKept.indices where isKept[row] {
                let user = Int(interactions.users[row]), item = Int(interactions.items[row])
                if hasUser[user], hasItem[item] { continue }
                isKept[row] = false
                userDegrees[user] -= 1
                itemDegrees[item] -= 1
                round.interactions += 1
            }
            rounds.append(round)
        }
    }
}
