import Parameters

/// Decodes how a command stage is started and how far it may go.
struct PrepareCommand {
    let values: ValueDecoder
    private var problems: Problems { values.problems }

    init(values: ValueDecoder) { self.values = values }

    /// What a shell gives a meaning of its own, wherever it stands.
    private static let shellCharacters = Set("|&;<>()$`\\\"'*?[]#~!{}\n")

    func command(_ node: SpecNode, stage: String) -> CommandStage.Command {
        let nothing = CommandStage.Command.arguments([])
        guard let command = node["command"] else {
            problems.report(
                "missing 'command' in stage '\(stage)'", at: node["name"]?.place ?? node.place,
                hint: "add command: [program, argument]")
            return nothing
        }
        let usesShell = field("shell", of: node) == .bool(true)
        if command.items != nil {
            if usesShell, let place = node["shell"]?.place {
                problems.report("with 'shell' the command is one text, not a list of words", at: place, hint: "remove one of the two")
            }
            guard case .list(let found)? = values.decode(command, as: .list(of: .string, count: 1...100_000), name: "command") else {
                return nothing
            }
            return .arguments(found.compactMap { String(parameterValue: $0) })
        }
        guard let text = command.scalar?.text, !text.isEmpty, !command.isNull else {
            problems.report("'command' must be a list of words or a text, is \(command.kind)", at: command.place)
            return nothing
        }
        return usesShell ? .shell(text) : words(text, at: command.place)
    }

    /// A text that means the same with and without a shell.
    private func words(_ text: String, at place: Place) -> CommandStage.Command {
        let words = text.split(separator: " ").map(String.init)
        if let character = text.first(where: Self.shellCharacters.contains) ?? (words.first ?? "=").first(where: { $0 == "=" }) {
            let shown = character == "\n" ? "a line end" : "'\(character)'"
            problems.report(
                "'command' has \(shown), which means something to a shell only", at: place,
                hint: "add shell: true, or write the program and its arguments as a list: [program, argument]")
        }
        return .arguments(words)
    }

    func inherit(_ node: SpecNode) -> [String] {
        guard case .list(let found)? = field("inherit", of: node) else { return [] }
        let names = found.compactMap { String(parameterValue: $0) }
        for name in names where name.isEmpty || name.contains("=") || name.dropLast().contains("*") {
            problems.report(
                "'\(excerpt(name))' cannot be the name of an environment variable", at: node["inherit"]?.place ?? node.place,
                hint: "a name, or its beginning and a *: AWS_*")
        }
        return names
    }

    func timeout(_ node: SpecNode) -> Double? { field("timeout", of: node).flatMap(Double.init(parameterValue:)) }

    func memory(_ node: SpecNode) -> Int? {
        guard let bytes = field("memory", of: node).flatMap(Int.init(parameterValue:)) else { return nil }
        if bytes < 1_000_000 {
            problems.report(
                "no program runs in \(bytes) bytes of memory", at: node["memory"]?.place ?? node.place,
                hint: "with a unit: \(bytes)MB, \(bytes)GB")
        }
        return bytes
    }

    func retries(_ node: SpecNode) -> CommandStage.Retries {
        var retries = CommandStage.Retries.none
        guard let written = node["retries"], !written.isNull else { return retries }
        if written.scalar != nil {
            let count = values.decode(written, as: .int(0...1000), name: "retries")
            retries.count = count.flatMap(Int.init(parameterValue:)) ?? retries.count
            return retries
        }
        guard let value = field("retries", of: node) else { return retries }
        retries.count = value["count"].flatMap(Int.init(parameterValue:)) ?? retries.count
        retries.delay = value["delay"].flatMap(Double.init(parameterValue:)) ?? retries.delay
        retries.backoff = value["backoff"].flatMap(Double.init(parameterValue:)) ?? retries.backoff
        return retries
    }

    private func field(_ name: String, of node: SpecNode) -> ParameterValue? {
        guard let written = node[name], let declared = CommandStage.declarations.first(where: { $0.name == name }) else { return nil }
        return values.decode(written, as: declared.type, name: name, fallback: declared.defaultValue)
    }
}
