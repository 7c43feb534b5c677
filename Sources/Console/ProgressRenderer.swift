import Quantities

/// Draws a progress state as lines. Pure: the same state, time and width give the same lines.
///
///     ⠹ train ancf   ━━━━━━━━━━━━─────────  12/20  loss 0.3121  ndcg@10 0.3312  412k/s  42 s left
struct ProgressRenderer: Hashable, Sendable {
    var width: Int
    var height: Int
    var color: Bool

    private static let spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
    private static let minimumBar = 8
    private static let maximumBar = 28
    private static let minimumMessage = 8

    /// One line for each running stage, none wider than `width` − 1 (a full line would wrap on some terminals) and no more lines than
    /// the terminal has; stages that do not fit are counted in the last line.
    func lines(_ state: ProgressState, at time: Double) -> [String] {
        let room = max(1, height - 2)
        let shown = state.stages.count <= room ? state.stages[...] : state.stages.prefix(room - 1)
        var lines = shown.map { line($0, titleWidth: state.titleWidth, at: time) }
        if shown.count < state.stages.count {
            let text = "  … and \(state.stages.count - shown.count) more running"
            lines.append(Style.dim.paint(truncated(text, to: width - 1), color: color))
        }
        return lines
    }

    /// A line that stays: the sign, the title, and what the stage came to. Never cut, since it may tell of an error; it may wrap.
    func finished(_ symbol: ProgressSymbol, _ title: String, _ text: String, titleWidth: Int) -> String {
        let rest = text.isEmpty ? title : "\(padded(title, to: titleWidth))  \(text)"
        let isQuiet = symbol == .cached || symbol == .skipped
        return symbol.style.paint(symbol.sign, color: color) + " " + (isQuiet ? Style.dim : .plain).paint(rest, color: color)
    }

    /// Parts are left out, the least needed first, where the line is too narrow: speed, loss, bar, time left, metric. A message is cut
    /// before it is left out.
    private func line(_ stage: ProgressState.Stage, titleWidth: Int, at time: Double) -> String {
        let limit = width - 1
        let spin = ProgressRenderer.spinner[Int(max(0, time) * 10) % ProgressRenderer.spinner.count]
        guard limit > 4 else { return truncated(spin, to: limit) }
        let titleRoom = min(titleWidth, limit - 2, max(12, limit / 3))
        let title = padded(truncated(stage.title, to: titleRoom), to: titleRoom)
        let room = limit - 2 - displayWidth(title)
        let parts = fitting(parts(of: stage, at: time), in: room)
        let used = parts.reduce(0) { $0 + $1.width }
        var text = Style.cyan.paint(spin, color: color) + " " + title
        for part in parts {
            if part.rank == Rank.bar, let done = stage.update.done {
                text += "  " + drawBar(done, width: min(ProgressRenderer.maximumBar, room - used + ProgressRenderer.minimumBar))
            } else {
                text += "  " + part.style.paint(part.text, color: color)
            }
        }
        return text
    }

    private func fitting(_ all: [Part], in room: Int) -> [Part] {
        var parts = all
        while case let excess = parts.reduce(0, { $0 + $1.width }) - room, excess > 0,
            let least = parts.indices.min(by: { parts[$0].rank < parts[$1].rank })
        {
            let width = displayWidth(parts[least].text) - excess
            if parts[least].rank == Rank.message, width >= ProgressRenderer.minimumMessage {
                parts[least].text = truncated(parts[least].text, to: width)
            } else {
                parts.remove(at: least)
            }
        }
        return parts
    }

    /// What a line may tell, with what is needed most ranked highest.
    private enum Rank { static let rate = 0, loss = 1, bar = 2, remaining = 3, metric = 4, message = 5, steps = 6 }

    private struct Part {
        var text: String
        var rank: Int
        var style = Style.plain
        /// With the two blanks before it; of the bar, the least.
        var width: Int { 2 + (rank == Rank.bar ? ProgressRenderer.minimumBar : displayWidth(text)) }
    }

    private func parts(of stage: ProgressState.Stage, at time: Double) -> [Part] {
        let update = stage.update
        var parts: [Part] = []
        if let done = update.done { parts += [Part(text: "", rank: Rank.bar), Part(text: steps(update, done), rank: Rank.steps)] }
        if let message = update.message { parts.append(Part(text: singleLine(message), rank: Rank.message)) }
        if let loss = update.loss { parts.append(Part(text: "loss \(formatMetric(loss))", rank: Rank.loss)) }
        if let metric = update.metric {
            parts.append(Part(text: "\(singleLine(metric.name)) \(formatMetric(metric.value))", rank: Rank.metric))
        }
        if let rate = update.rate { parts.append(Part(text: formatRate(rate), rank: Rank.rate, style: .dim)) }
        if let remaining = stage.remaining(at: time) {
            parts.append(Part(text: wholeSeconds(remaining) + " left", rank: Rank.remaining, style: .dim))
        } else if time - stage.started >= 1 {
            parts.append(Part(text: wholeSeconds(time - stage.started), rank: Rank.remaining, style: .dim))
        }
        return parts
    }

    /// " 3/20", or "12%" where there are no epochs.
    private func steps(_ update: ProgressUpdate, _ done: Double) -> String {
        guard let epochs = update.epochs else { return padded("\(Int(done * 100))%", to: 4, rightAligned: true) }
        return padded("\(update.epoch ?? 0)/\(epochs)", to: 2 * String(epochs).count + 1, rightAligned: true)
    }

    /// Without tenths, which would only flicker.
    private func wholeSeconds(_ seconds: Double) -> String {
        let whole = max(1, seconds.rounded())
        return whole < 60 ? "\(Int(whole)) s" : formatDuration(whole)
    }

    private func drawBar(_ done: Double, width: Int) -> String {
        let filled = Int((done * Double(width)).rounded(.down))
        return Style.cyan.paint(String(repeating: "━", count: filled), color: color)
            + Style.dim.paint(String(repeating: "─", count: width - filled), color: color)
    }
}
