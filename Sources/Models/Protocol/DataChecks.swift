import Diagnostics

extension TrainingData {
    /// Throws `Failure(.invalidInput)` where a model could not train on this: nothing to learn from, or indices outside the counts.
    func check(for model: String) throws {
        guard train.count > 0 else {
            throw Failure(
                .invalidInput, "model '\(model)' has no training interactions",
                hint: "the split left nothing to train on, or a filter removed everything: see the ingest stage's profile")
        }
        let inRange =
            train.users.allSatisfy { $0 >= 0 && Int($0) < userCount } && train.items.allSatisfy { $0 >= 0 && Int($0) < itemCount }
        guard inRange, train.items.count == train.count, train.ratings.count == train.count else {
            throw Failure(
                .invalidInput,
                "training interactions of model '\(model)' name users or items outside 0..<\(userCount) × 0..<\(itemCount)")
        }
    }

    /// Ratings that are all finite, for models that learn from them.
    func checkRatings(for model: String) throws {
        guard let bad = train.ratings.firstIndex(where: { !$0.isFinite }) else { return }
        throw Failure(
            .invalidInput, "rating \(train.ratings[bad]) of training interaction \(bad) is not a finite number",
            hint: "model '\(model)' learns from ratings; drop such rows at ingest")
    }
}
