import Diagnostics
import Metrics

extension Evaluator {
    static func count(_ task: EvaluationTask, _ positives: Positives?) -> EvaluationCounts {
        var hasUser = [Bool](repeating: false, count: task.split.userCount)
        var hasItem = [Bool](repeating: false, count: task.split.itemCount)
        for user in task.split.train.users { hasUser[Int(user)] = true }
        for item in task.split.train.items { hasItem[Int(item)] = true }
        var counts = EvaluationCounts()
        let users = positives?.users ?? Array(Set(task.interactions.users))
        counts.users = users.count
        counts.usersWithoutPositives = positives?.usersWithout ?? 0
        counts.coldUsers = users.reduce(0) { $0 + (hasUser[Int($1)] ? 0 : 1) }
        counts.coldItemPairs = task.interactions.items.reduce(0) { $0 + (hasItem[Int($1)] ? 0 : 1) }
        counts.pairs = task.interactions.count
        return counts
    }

    func checkRelevances(_ task: EvaluationTask) throws(Failure) {
        guard let positives = ranking?.positives else { return }
        guard !positives.users.isEmpty else {
            throw Failure(
                .invalidInput, "no user of the \(task.part.rawValue) part has a relevant item",
                hint: "lower 'relevance_threshold', or leave it out to count every interaction as relevant")
        }
        let highest = positives.relevances.max() ?? 0
        for request in requests {
            guard let largest = request.metric.largestRating, positives.hasUngraded || highest > largest else { continue }
            throw Failure(
                .invalidInput, "'\(request.name)' needs ratings above 0 and at most \(Int(largest))",
                hint: "use 'ndcg', or set 'relevance_threshold'")
        }
    }
}
