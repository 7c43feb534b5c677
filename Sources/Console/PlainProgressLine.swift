import Quantities

/// "train ancf: epoch 3/20  loss 0.3121  ndcg@10 0.3512  412k/s  42.0 s left"
func plainLine(_ stage: ProgressState.Stage, at time: Double) -> String {
    let update = stage.update
    var parts: [String] = []
    if let epoch = update.epoch { parts.append("\(update.unit ?? "epoch") \(epoch)" + (update.epochs.map { "/\($0)" } ?? "")) }
    if let message = update.message { parts.append(singleLine(message)) }
    if let loss = update.loss { parts.append("loss \(formatMetric(loss))") }
    if let metric = update.metric { parts.append("\(singleLine(metric.name)) \(formatMetric(metric.value))") }
    if let rate = update.rate { parts.append(formatRate(rate)) }
    if let remaining = stage.remaining(at: time) { parts.append(formatDuration(remaining) + " left") }
    return "\(stage.title): " + parts.joined(separator: "  ")
}
