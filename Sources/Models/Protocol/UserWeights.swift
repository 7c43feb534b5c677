import Datasets
import Diagnostics
import Parameters

/// What a model's weights hold of each user, so that a few users can be scored without reading the others.
public struct UserWeights: Sendable {
    /// Tensors with a row a user.
    var rows: [String] = []
    /// Tensors of lists: offsets (U + 1) and what they point into.
    var lists: [(offsets: String, values: [String])] = []

    public init(rows: [String] = []) { self.rows = rows }

    init(rows: [String] = [], lists: [(offsets: String, values: [String])]) { (self.rows, self.lists) = (rows, lists) }

    /// The weights as if these users were all there are, in this order, without the tensors named in `omitted`. Lists that the weights do
    /// not have are left alone; users' features (`features/user/…`) are lists wherever there are some.
    func selecting(_ users: [Int32], of source: some WeightSource, omitting omitted: Set<String> = []) throws -> [NamedTensor] {
        let picked = users.map { Int($0)..<Int($0) + 1 }
        var replaced: [String: NamedTensor] = [:]
        for name in rows where source.has(name) { replaced[name] = try source.tensor(name, rows: picked) }
        for list in lists + Self.features(in: source) where source.has(list.offsets) {
            let bounds = try source.int64s(list.offsets, rows: users.map { Int($0)..<Int($0) + 2 })
            let ranges = stride(from: 0, to: bounds.count, by: 2).map { Int(bounds[$0])..<max(Int(bounds[$0]), Int(bounds[$0 + 1])) }
            replaced[list.offsets] = Self.offsets(list.offsets, ranges.map(\.count))
            for name in list.values { replaced[name] = try source.tensor(name, rows: ranges) }
        }
        return try source.names.filter { !omitted.contains($0) }.map { try replaced[$0] ?? source.tensor($0) }
    }

    private static func features(in source: some WeightSource) -> [(offsets: String, values: [String])] {
        source.names.filter { $0.hasPrefix("features/user/") && $0.hasSuffix("/offsets") }.map { name in
            let field = name.dropLast("/offsets".count)
            return (name, ["\(field)/columns", "\(field)/values"])
        }
    }

    static func offsets(_ name: String, _ counts: [Int]) -> NamedTensor {
        NamedTensor(name, shape: [counts.count + 1], .int64(counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + Int64($1)) }))
    }
}

extension ModelDefinition {
    public static var userWeights: UserWeights? { nil }
    public static var scoresHistories: Bool { false }

    /// The weights of these users alone, read from where they lie; nil where the model does not say what belongs to a user.
    public static func weights(
        of users: [Int32], from source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> [NamedTensor]? {
        try userWeights?.selecting(users, of: source)
    }

    public static func weights(
        having histories: [[Int32]], from source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> [NamedTensor] {
        throw Failure(
            .invalidInput, "model '\(id)' cannot score users whom it was not trained with",
            hint: "models that can: " + ModelRegistry.all.filter { $0.scoresHistories }.map { $0.id }.joined(separator: ", "))
    }

    /// A scorer of some users, of which user k is `users[k]`: the same scores as the whole scorer's.
    public static func makeScorer(
        of users: [Int32], from source: some WeightSource, parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        guard let bad = users.first(where: { $0 < 0 || Int($0) >= userCount }) else {
            if let weights = try weights(of: users, from: source, parameters: parameters, itemCount: itemCount) {
                return try makeScorer(weights: weights, parameters: parameters, userCount: users.count, itemCount: itemCount)
            }
            let whole = try makeScorer(weights: source.all, parameters: parameters, userCount: userCount, itemCount: itemCount)
            return SelectedUsers(scorer: whole, users: users)
        }
        throw Failure(.internalError, "user index \(bad) is outside 0..<\(userCount)")
    }

    /// A scorer of new users, each by the items that they have. Throws `Failure(.invalidInput)` for models that need to have been trained
    /// with a user.
    public static func makeScorer(
        having histories: [[Int32]], from source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> any Scorer {
        let lists = histories.map { Array(Set($0)).sorted() }
        let weights = try weights(having: lists, from: source, parameters: parameters, itemCount: itemCount)
        return try makeScorer(weights: weights, parameters: parameters, userCount: lists.count, itemCount: itemCount)
    }
}

/// Some of a scorer's users under new numbers.
private struct SelectedUsers: Scorer {
    let scorer: any Scorer
    let users: [Int32]
    var userCount: Int { users.count }
    var itemCount: Int { scorer.itemCount }

    func scoreAllItems(users chosen: ArraySlice<Int32>, into scores: inout [Float]) throws {
        try checkBlock(users: chosen, capacity: scores.count)
        try scorer.scoreAllItems(users: chosen.map { users[Int($0)] }[...], into: &scores)
    }

    func score(users chosen: [Int32], items: [Int32]) throws -> [Float] {
        try checkPairs(users: chosen, items: items)
        return try scorer.score(users: chosen.map { users[Int($0)] }, items: items)
    }
}
