import Glibc
import Parameters

extension NCFProfile {
    private static let userItems = "features/user/multi/history"

    public static func weights(
        having histories: [[Int32]], from source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> [NamedTensor] {
        let items = histories.flatMap { $0 }
        let replaced = [
            UserWeights.offsets(userItems + "/offsets", histories.map(\.count)),
            NamedTensor(userItems + "/columns", shape: [items.count], .int32(items)),
            NamedTensor(userItems + "/values", [Float](repeating: 1, count: items.count)),
        ]
        let names = Set(replaced.map(\.name))
        return replaced + (try source.names.filter { !names.contains($0) }.map(source.tensor))
    }

    /// Cosine of item profiles y_j = Eᵀ x_j.
    public static func itemLikeness(
        _ source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> ItemLikeness? {
        let options = try NCFProfileParameters(resolved: parameters)
        return ItemLikeness(
            ItemVectors(columns: options.embeddingDim, values: try profiles(source, options, items: (0..<itemCount).map { $0 })))
    }

    /// ŷ(u, i) = Σ_j a_j (P y_j) · y_i + c · y_i + b₀: what each of the user's items j adds, and what anybody gets.
    public static func scoreParts(
        _ source: some WeightSource, parameters: ParameterValue, user: ScoredUser, items: [Int32], itemCount: Int
    ) throws -> [ScoreParts]? {
        let options = try NCFProfileParameters(resolved: parameters), size = options.embeddingDim
        let own = user.distinctItems
        let past = try profiles(source, options, items: own.map { Int($0) })
        let targets = try profiles(source, options, items: items.map { Int($0) })
        let attention = try attention(source, options, past)
        let projection = try source.floats("user_projection.weight"), shift = try source.floats("user_projection.bias")
        let constant = try source.floats("offset")[0] + source.floats("output.bias")[0]
        return items.indices.map { place in
            let target = targets[place * size..<(place + 1) * size]
            // Pᵀ y_i once, then a dot product for each of the user's items.
            let turned = (0..<size).map { column in
                (0..<size).reduce(0.0) { $0 + Double(projection[$1 * size + column]) * Double(target[target.startIndex + $1]) }
            }
            let parts = own.indices.map { number in
                let dot = (0..<size).reduce(0.0) { $0 + turned[$1] * Double(past[number * size + $1]) }
                return ScoreParts.ItemPart(item: own[number], value: Float(attention[number] * dot))
            }
            let rest = zip(shift, target).reduce(Double(constant)) { $0 + Double($1.0) * Double($1.1) }
            return ScoreParts(items: parts, terms: [ScoreParts.Term("what anybody gets", Float(rest))])
        }
    }

    /// y of some items, row-major.
    private static func profiles(_ source: some WeightSource, _ options: NCFProfileParameters, items: [Int]) throws -> [Float] {
        let field = "features/item/text/content", size = options.embeddingDim
        let offsets = try source.int64s(field + "/offsets").map { Int($0) }, projection = try source.floats("item_projection")
        let columns = try source.int32s(field + "/columns"), values = try source.floats(field + "/values")
        var result = [Float](repeating: 0, count: items.count * size)
        for (place, item) in items.enumerated() {
            for entry in offsets[item]..<offsets[item + 1] {
                let row = Int(columns[entry]) * size
                for column in 0..<size { result[place * size + column] += values[entry] * projection[row + column] }
            }
        }
        return result
    }

    /// softmax over v · ReLU(W y_j + b).
    private static func attention(_ source: some WeightSource, _ options: NCFProfileParameters, _ past: [Float]) throws -> [Double] {
        let size = options.embeddingDim, hidden = options.attentionDim ?? size
        let weight = try source.floats("attention.hidden.weight"), bias = try source.floats("attention.hidden.bias")
        let output = try source.floats("attention.output.weight")
        let logits = stride(from: 0, to: past.count, by: size).map { start in
            (0..<hidden).reduce(0.0) { sum, unit in
                let input = (0..<size).reduce(Double(bias[unit])) { $0 + Double(weight[unit * size + $1]) * Double(past[start + $1]) }
                return sum + Double(output[unit]) * max(0, input)
            }
        }
        let top = logits.max() ?? 0, raised = logits.map { exp($0 - top) }, total = raised.reduce(0, +)
        return raised.map { $0 / total }
    }
}
