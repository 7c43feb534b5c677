import Diagnostics

extension ResolvedSpec {
    /// A problem in the block at a path, found by somebody who knows no places: it points at the key or value of the block that the
    /// message quotes first ('early_stopping', `fold: 4`, or a dotted path in the block, 'pretrain.gmf'), or at the block where it quotes
    /// none.
    public func diagnostic(
        _ message: String, within path: String, severity: Diagnostic.Severity = .error, hint: String? = nil
    ) -> Diagnostic {
        guard let block = node(at: path) else { return diagnostic(message, at: path, severity: severity, hint: hint) }
        for word in quoted(message) {
            if word.contains("."), node(at: "\(path).\(word)") != nil {
                return diagnostic(message, at: "\(path).\(word)", severity: severity, hint: hint)
            }
            guard let place = block.place(naming: word) else { continue }
            let source = sources[Int(place.source)]
            return Diagnostic(
                severity, message, at: source.location(place), sourceLine: source.line(Int(place.line)), hint: hint)
        }
        return diagnostic(message, at: path, severity: severity, hint: hint)
    }

    private func node(at path: String) -> SpecNode? {
        path.split(separator: ".").reduce(Optional(root)) { node, part in node?[String(part)] }
    }

    /// What stands between quotation marks, up to a colon.
    private func quoted(_ message: String) -> [String] {
        message.split(omittingEmptySubsequences: false) { $0 == "'" || $0 == "`" }.enumerated()
            .filter { $0.offset % 2 == 1 }
            .compactMap { $0.element.split(separator: ":").first.map(String.init) }
    }
}

extension SpecNode {
    /// Where a key or a scalar of this text is, at any depth.
    fileprivate func place(naming word: String) -> Place? {
        switch content {
        case .scalar(let scalar): scalar.text == word ? place : nil
        case .sequence(let items): items.lazy.compactMap { $0.place(naming: word) }.first
        case .mapping(let entries): entries.lazy.compactMap { $0.key == word ? $0.keyPlace : $0.value.place(naming: word) }.first
        }
    }
}
