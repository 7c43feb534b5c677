/// What a progress display knows, without a terminal: running stages in the order in which they began.
struct ProgressState: Hashable, Sendable {
    struct Stage: Hashable, Sendable {
        var id: String
        var title: String
        /// Seconds on the display's clock.
        var started: Double
        var update = ProgressUpdate()
        /// When the first share done was known, and what it was: a resumed stage does not begin at 0.
        var origin: Origin?

        struct Origin: Hashable, Sendable {
            var time: Double
            var done: Double
        }

        mutating func apply(_ newer: ProgressUpdate, at time: Double) {
            update = update.merged(with: newer)
            if origin == nil, let done = update.done { origin = Origin(time: time, done: done) }
        }

        /// Seconds to go if the pace so far holds; nil before a hundredth of the stage and a second have passed.
        func remaining(at time: Double) -> Double? {
            guard let origin, let done = update.done, done - origin.done > 0.01, time - origin.time > 1 else { return nil }
            return (time - origin.time) * (1 - done) / (done - origin.done)
        }
    }

    var stages: [Stage] = []
    /// The widest title so far, so that columns do not jump when a stage ends.
    private(set) var titleWidth = 0

    mutating func noteTitle(_ title: String) {
        titleWidth = min(ProgressState.maximumTitleWidth, max(titleWidth, displayWidth(title)))
    }

    mutating func start(_ id: String, _ title: String, at time: Double) {
        stages.removeAll { $0.id == id }
        stages.append(Stage(id: id, title: singleLine(title), started: time))
        noteTitle(title)
    }

    static let maximumTitleWidth = 32
}
