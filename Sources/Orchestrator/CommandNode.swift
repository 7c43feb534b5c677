import Engine
import Parameters
import Spec

/// A `prepare` stage as a node.
enum CommandNode {
    static let stage = "prepare"

    static func name(_ command: String) -> String { "\(stage)/\(command)" }

    static func make(_ command: CommandStage) -> Node {
        var inputs: [Node.Input] = [], files: [Node.ExternalFile] = []
        for input in command.inputs {
            switch input.source {
            case .path(let path): files.append(Node.ExternalFile(input.name, at: path))
            case .output(let stage, let file): inputs.append(Node.Input(input.name, from: name(stage), files: [file]))
            }
        }
        return Node(
            name: name(command.name), stage: stage, codeVersion: 2, parameters: parameters(command), files: files, inputs: inputs,
            executor: CommandExecutor(
                program(command), outputs: command.outputs,
                environment: CommandEnvironment(command.environment, inherited: command.inherit, parameters: command.parameters),
                limits: CommandLimits(timeout: command.timeout, memory: command.memory),
                retries: CommandRetries(
                    count: command.retries.count, delay: command.retries.delay, backoff: command.retries.backoff)))
    }

    /// External files: path and where the spec names it.
    static func fields(_ command: CommandStage) -> [(path: String, field: String)] {
        command.inputs.compactMap { input in
            guard case .path(let path) = input.source else { return nil }
            return (path, "prepare.\(command.name)")
        }
    }

    private static func program(_ command: CommandStage) -> CommandExecutor.Command {
        switch command.command {
        case .arguments(let arguments): .arguments(arguments)
        case .shell(let text): .shell(text)
        }
    }

    /// What the key depends on: not the limits, not the retries, not the values of what is inherited.
    private static func parameters(_ command: CommandStage) -> ParameterValue {
        .record([
            ("command", .list(command.command.argumentVector.map { .string($0) })),
            ("outputs", .list(command.outputs.map { .string($0) })),
            ("environment", .record(command.environment.map { ($0.key, .string($0.value)) })),
            ("parameters", command.parameterIdentity),
        ])
    }
}
