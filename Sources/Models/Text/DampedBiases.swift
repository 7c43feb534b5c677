import Datasets

/// The biases of the model `bias`, and for each training rating what they would be without it.
///
/// A rating is part of its own user's and item's mean: a model that learned from such means would learn to trust them too much. With
/// n ratings of the user and b_u = S_u / (λ + n), the rating's own residual e is taken out: (S_u − e) / (λ + n − 1); items alike. (That
/// the other side's bias also knows the rating is of second order and left alone.)
struct DampedBiases {
    let users: [Float]
    let items: [Float]
    private var pairs: [(user: Float, item: Float)] = []

    init(_ data: TrainingData, user: Double, item: Double) {
        var options = BiasBaselineParameters()
        (options.userRegularization, options.itemRegularization) = (user, item)
        let train = data.train, fitted = BiasBaseline.fit(data, options)
        users = fitted.users.map { Float($0) }
        items = fitted.items.map { Float($0) }
        var userSums = [Double](repeating: 0, count: data.userCount), userCounts = userSums
        var itemSums = [Double](repeating: 0, count: data.itemCount), itemCounts = itemSums
        let residuals = (0..<train.count).map { row in
            let rest = Double(train.ratings[row]) - fitted.mean
            return (user: rest - fitted.items[Int(train.items[row])], item: rest - fitted.users[Int(train.users[row])])
        }
        for row in 0..<train.count {
            let (u, i) = (Int(train.users[row]), Int(train.items[row]))
            userSums[u] += residuals[row].user
            userCounts[u] += 1
            itemSums[i] += residuals[row].item
            itemCounts[i] += 1
        }
        let without = { (sum: Double, own: Double, weight: Double) in weight > 0 ? Float((sum - own) / weight) : 0 }
        pairs = (0..<train.count).map { row in
            let (u, i) = (Int(train.users[row]), Int(train.items[row]))
            return (
                without(userSums[u], residuals[row].user, user + userCounts[u] - 1),
                without(itemSums[i], residuals[row].item, item + itemCounts[i] - 1)
            )
        }
    }

    /// Those of a training interaction's user and item, its own rating left out.
    subscript(row: Int) -> (user: Float, item: Float) { pairs[row] }
}
