import Diagnostics
import Files
import Glibc
import Parameters
import Store

/// Runs the user's own program as a stage.
///
/// It starts in an empty scratch directory in which every declared input is linked under its name: an external file, or one named file of
/// another node's output, as `<name>`; an output of which no one file is named as the directory `<name>/` with its files. Standard input is
/// empty; standard output and error go to the log. It has a process group of its own, of which nothing is left when the command ends, the
/// run is stopped, or the run is killed. When it exits with 0, the declared outputs are taken from the scratch directory; otherwise nothing
/// is kept but the log.
///
/// Environment: the given variables over the inherited PATH, HOME, LANG, … and for each scalar parameter `PARAMETER_<NAME>`
/// (dots become underscores, upper case), `SEED` when there is one, `THREADS`, and `PYTHONUNBUFFERED`.
public struct CommandExecutor: StageExecutor {
    public enum Command: Hashable, Sendable {
        /// A program, looked up in PATH, and its arguments.
        case arguments([String])
        /// A line for `/bin/sh -c`.
        case shell(String)
    }

    public var command: Command
    /// Paths relative to the scratch directory, which become the names of the output's files.
    public var outputs: [String]
    public var environment: [String: String]
    /// Wall time in seconds after which the command is stopped; nil for none.
    public var timeout: Double?
    /// What the command sees as `PARAMETER_<NAME>`; nil: all of the node's parameters.
    public var parameters: ParameterValue?
    /// Inherited besides `environment`: names, and prefixes that end in `*`.
    public static let inherited = [
        "PATH", "HOME", "USER", "LANG", "LC_*", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV", "CUDA_*",
    ]

    public init(
        _ command: Command, outputs: [String], environment: [String: String] = [:], timeout: Double? = nil,
        parameters: ParameterValue? = nil
    ) {
        self.command = command
        self.outputs = outputs
        self.environment = environment
        self.timeout = timeout
        self.parameters = parameters
    }

    public func execute(_ context: StageContext) throws {
        let directory = context.scratchDirectory + "/work"
        let files = context.files
        try files.makeDirectories(directory)
        try linkInputs(context, in: directory)
        for output in outputs {
            try validate(fileName: output)
            if let parent = FileSystem.parent(of: output), parent != "." { try files.makeDirectories("\(directory)/\(parent)") }
        }
        let child = try ChildProcess(arguments: arguments, environment: environment(for: context), directory: directory)
        var supervisor = CommandSupervisor(child: child, context: context, timeout: timeout)
        defer { context.commandPeak.note(child.peakMemory) }
        try supervisor.run()
        try adoptOutputs(context, from: directory)
    }

    private var arguments: [String] {
        switch command {
        case .arguments(let arguments): arguments
        case .shell(let line): ["/bin/sh", "-c", line]
        }
    }

    private func linkInputs(_ context: StageContext, in directory: String) throws(Failure) {
        for file in context.node.files {
            try validate(fileName: file.name)
            try link(try absolute(file.path), at: "\(directory)/\(file.name)", context.files)
        }
        for input in context.node.inputs {
            try validate(fileName: input.name)
            let artifact = try context.artifact(input.name)
            if let files = input.files, files.count == 1 {
                try link(try absolute(try artifact.path(files[0])), at: "\(directory)/\(input.name)", context.files)
                continue
            }
            for file in artifact.manifest.files {
                try link(try absolute(try artifact.path(file.name)), at: "\(directory)/\(input.name)/\(file.name)", context.files)
            }
        }
    }

    private func link(_ target: String, at path: String, _ files: FileSystem) throws(Failure) {
        if let parent = FileSystem.parent(of: path) { try files.makeDirectories(parent) }
        try files.link(target, at: path)
    }

    private func absolute(_ path: String) throws(Failure) -> String {
        if path.hasPrefix("/") { return path }
        guard let bytes = getcwd(nil, 0) else { throw .system("find", "the working directory") }
        defer { free(bytes) }
        return String(cString: bytes) + "/" + path
    }

    private func adoptOutputs(_ context: StageContext, from directory: String) throws(Failure) {
        let missing = outputs.filter { !context.files.exists("\(directory)/\($0)") }
        guard missing.isEmpty else {
            throw Failure(
                .stageFailed, "the command of '\(context.node.name)' ended well but did not make " + missing.joined(separator: ", "),
                hint: "outputs are paths relative to the directory in which the command starts; its log is \(context.log.path)")
        }
        for output in outputs {
            let path = "\(directory)/\(output)"
            if context.files.isSymbolicLink(path) {
                throw Failure(
                    .stageFailed, "output \(output) of '\(context.node.name)' is a symbolic link",
                    hint: "write the file itself: what a link points to may change")
            }
            try context.adoptFile(path, as: output)
        }
    }

    private func environment(for context: StageContext) -> [String: String] {
        var result = FileSystem.environment.filter { name, _ in
            Self.inherited.contains { $0.hasSuffix("*") ? name.hasPrefix($0.dropLast()) : name == $0 }
        }
        for (path, value) in (parameters ?? context.parameters).flattened() where !path.isEmpty {
            let name = path.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
            result["PARAMETER_" + String(name)] = value.description
        }
        result["SEED"] = context.seed.map(String.init)
        result["THREADS"] = String(context.threads)
        // Else Python's traceback comes before what was printed before it, and out of sight of the last lines.
        result["PYTHONUNBUFFERED"] = "1"
        return result.merging(environment) { $1 }
    }
}
