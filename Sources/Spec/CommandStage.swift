import Diagnostics
import Parameters

/// A stage that runs the user's own program.
public struct CommandStage: Hashable, Sendable {
    public enum Command: Hashable, Sendable {
        /// A program and its arguments; no shell.
        case arguments([String])
        /// A text for `/bin/sh -euc`: it ends with the first command that fails or variable that is not set.
        case shell(String)

        /// As passed to `exec`.
        public var argumentVector: [String] {
            switch self {
            case .arguments(let arguments): arguments
            case .shell(let text): ["/bin/sh", "-euc", text]
            }
        }
    }

    public struct Input: Hashable, Sendable {
        /// The name under which the program finds it in its working directory.
        public var name: String
        public var source: InputSource

        public init(name: String, source: InputSource) {
            self.name = name
            self.source = source
        }
    }

    public enum InputSource: Hashable, Sendable {
        /// A file or folder, as a path that can be opened.
        case path(String)
        /// A declared output of another command stage.
        case output(stage: String, file: String)
    }

    public var name: String
    public var command: Command
    public var inputs: [Input]
    /// Relative paths in the program's working directory.
    public var outputs: [String]
    /// A record; scalars typed as YAML 1.2 does.
    public var parameters: ParameterValue
    public var environment: [String: String]
    /// Variables passed on as they are: names, and beginnings that end in `*`.
    public var inherit: [String]
    /// In seconds, above 0.
    public var timeout: Double?
    /// In bytes, above 0.
    public var memory: Int?
    public var retries: Retries
    public var location: SourceLocation

    /// A path field of a block that names an output of a command stage: `prepare:STAGE/OUTPUT`.
    public static let referencePrefix = "prepare:"

    /// The stage and output that a path field's value names, or nil for a path.
    public static func reference(_ path: String) -> (stage: String, output: String)? {
        guard path.hasPrefix(referencePrefix) else { return nil }
        let parts = path.dropFirst(referencePrefix.count).split(separator: "/", maxSplits: 1)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }
}
