import Diagnostics
import Files
import Parameters

/// The variables that a command sees: all of them are named here or in its stage, so that the same key means the same program run.
///
/// - Passed on, because they say where programs and places are: `passedOn`, and `inherited` by the stage.
/// - Fixed, because they change what programs write: `fixed`.
/// - For each scalar parameter `PARAMETER_<NAME>` (dots become underscores, upper case), `SEED` when there is one, `THREADS`, and `TRY`, 1
///   for the first.
/// - `variables`, which win over all of these.
public struct CommandEnvironment: Hashable, Sendable {
    public var variables: [String: String]
    /// Passed on besides `passedOn`: names, and beginnings that end in `*`.
    public var inherited: [String]
    /// What the command sees as `PARAMETER_<NAME>`; nil: all of the node's parameters.
    public var parameters: ParameterValue?

    public static let passedOn = [
        "PATH", "HOME", "USER", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "CUDA_*",
    ]

    /// Order of sorting, case and numbers; times; order of Python's sets; its traceback after what was printed before it; no file beside
    /// the user's own scripts.
    public static let fixed = [
        "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0", "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1",
    ]

    public init(_ variables: [String: String] = [:], inherited: [String] = [], parameters: ParameterValue? = nil) {
        self.variables = variables
        self.inherited = inherited
        self.parameters = parameters
    }

    func variables(for context: StageContext, directory: String) throws(Failure) -> [String: String] {
        let here = FileSystem.environment
        let passed = { (patterns: [String]) in
            here.filter { name, _ in patterns.contains { $0.hasSuffix("*") ? name.hasPrefix($0.dropLast()) : name == $0 } }
        }
        var result = passed(Self.passedOn).merging(Self.fixed) { $1 }.merging(passed(inherited)) { $1 }
        // Python looks for modules beside the file that a script's link points to, where nobody declared them. Let it look beside links.
        result["PYTHONSAFEPATH"] = "1"
        result["PYTHONPATH"] = ([try absolute(directory)] + [result["PYTHONPATH"]].compactMap { $0 }).joined(separator: ":")
        for (path, value) in (parameters ?? context.parameters).flattened() where !path.isEmpty {
            result[ParameterValue.environmentName(of: path)] = value.description
        }
        result["SEED"] = context.seed.map(String.init)
        result["THREADS"] = String(context.threads)
        return result.merging(variables) { $1 }
    }
}
