import Engine

/// What a stage's process is asked for; one line each.
enum StageRequest: Sendable {
    case perform(StageOrder)
    /// To cancel the stage that is at work.
    case stop

    var line: String {
        switch self {
        case .perform(let order): "perform \(order.text)"
        case .stop: "stop"
        }
    }

    init?(line: String) {
        if line == "stop" {
            self = .stop
        } else if line.hasPrefix("perform "), let order = StageOrder(text: String(line.dropFirst(8))) {
            self = .perform(order)
        } else {
            return nil
        }
    }
}
