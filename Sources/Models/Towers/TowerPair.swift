import Layers
import Tensor

/// The two towers of a `TwoTower`, with buffers for one batch, over weights that they share with others.
final class TowerPair {
    let user: Network
    let item: Network
    let userVectors: Network.Layer
    let itemVectors: Network.Layer
    /// The history of each row of the batch.
    let lists: IndexLists

    /// Batches of at most `rows` users and `columns` items.
    init(_ shape: TowerShape, rows: Int, columns: Int, weights: WeightStore, isTraining: Bool) {
        let options = shape.options, size = options.embeddingDim
        user = Network(capacity: rows, weights: weights, isTraining: isTraining)
        item = Network(capacity: columns, weights: weights, isTraining: isTraining)
        lists = IndexLists(capacity: rows, valueCapacity: rows * options.history)
        let table = { (name: String, count: Int, touched: Int) in
            EmbeddingTable(
                rows: count, columns: size, maxTouched: isTraining ? min(count, touched) : 0,
                storage: weights.storage(name, shape: [count, size], .normal(options.initStd)))
        }
        let users = table("user_embedding", shape.userCount, rows)
        let items = table("item_embedding", shape.itemCount, columns + rows * options.history)
        user.adopt("user_embedding", users)
        item.adopt("item_embedding", items)

        let id = user.rows(of: users, at: user.users)
        var features = [id]
        if let profile = shape.userFeatures {
            let columns = table("user_features", profile.columnCount, profile.columnCount)
            user.adopt("user_features", columns)
            for field in profile.fields { features.append(user.features(field, times: columns, at: user.users)) }
        }
        if options.history > 0 {
            features.append(user.attend("history", over: items, lists: lists, longest: options.history, asker: id))
        }
        userVectors = Self.head("user", user, features, options.userLayers, options)

        features = [item.rows(of: items, at: item.items)]
        if let content = shape.itemFeatures {
            let columns = table("item_features", content.columnCount, content.columnCount)
            item.adopt("item_features", columns)
            for field in content.fields { features.append(item.features(field, times: columns, at: item.items)) }
        }
        itemVectors = Self.head("item", item, features, options.itemLayers, options)
    }

    /// Gate over the features, layers, length.
    private static func head(
        _ name: String, _ network: Network, _ features: [Network.Layer], _ layers: [Int], _ options: TwoTowerParameters
    ) -> Network.Layer {
        var x = features.count == 1 ? features[0] : network.gate(name + "_gate", features)
        x = network.dropout(x, rate: options.dropout)
        for (number, size) in layers.enumerated() {
            x = network.linear("\(name)_layers.\(number)", x, outputs: size, relu: number + 1 < layers.count)
        }
        return options.normalize ? network.normalize(x) : x
    }

    var parameters: [(name: String, tensor: Tensor)] { user.parameters + item.parameters }
    var tables: [(name: String, table: EmbeddingTable)] { user.tables + item.tables }
}
