import Diagnostics
import Files
import Store

/// The directory in which a command starts. Every declared input is linked there under its name: an external file, or one named file of
/// another node's output, as `<name>`; an output of which no one file is named as the directory `<name>/` with its files.
final class CommandDirectory {
    let path: String
    let context: StageContext
    let outputs: [String]
    /// Of the links: path in the directory → what it points to, and how that was.
    private var links: [String: (target: String, status: FileStatus?)] = [:]
    var files: FileSystem { context.files }

    init(context: StageContext, outputs: [String]) {
        self.context = context
        self.outputs = outputs
        path = context.scratchDirectory + "/work"
    }

    /// Makes it as if nothing had run in it.
    func prepare() throws(Failure) {
        files.removeTree(path)
        links = [:]
        try files.makeDirectories(path)
        for file in context.node.files { try link(file.path, as: file.name) }
        for input in context.node.inputs {
            let artifact = try context.artifact(input.name)
            if let files = input.files, files.count == 1 {
                try link(try artifact.path(files[0]), as: input.name)
                continue
            }
            for file in artifact.manifest.files { try link(try artifact.path(file.name), as: "\(input.name)/\(file.name)") }
        }
        for output in outputs {
            try validate(fileName: output)
            if let parent = FileSystem.parent(of: output), parent != "." { try files.makeDirectories("\(path)/\(parent)") }
        }
    }

    private func link(_ target: String, as name: String) throws(Failure) {
        try validate(fileName: name)
        if let parent = FileSystem.parent(of: name), parent != "." { try files.makeDirectories("\(path)/\(parent)") }
        let target = try absolute(target)
        try files.link(target, at: "\(path)/\(name)")
        links[name] = (target, FileStatus(path: target))
    }

    /// Takes the declared outputs, once the inputs are seen to be as they were; names what else was left behind.
    func adoptOutputs() throws(Failure) {
        try checkInputs()
        let missing = outputs.filter { !files.exists("\(path)/\($0)") }
        let others = undeclaredOutputs()
        guard missing.isEmpty else {
            let made = others.isEmpty ? "" : "; it made \(list(others))"
            throw Failure(
                .stageFailed, "the command of '\(context.node.name)' ended well but did not make \(missing.joined(separator: ", "))\(made)",
                hint: "outputs are paths relative to the directory in which the command starts"
                    + (context.log.pathIfWritten.map { "; its log is \($0)" } ?? "; it printed nothing"))
        }
        for output in outputs {
            try checkKind(of: output)
            try context.adoptFile("\(path)/\(output)", as: output)
        }
        if !others.isEmpty { warn(of: others) }
    }

    /// An output is a file of the command's own.
    private func checkKind(of output: String) throws(Failure) {
        let full = "\(path)/\(output)", isLink = files.isSymbolicLink(full)
        if isLink, links[output] != nil {
            throw Failure(
                .stageFailed, "output \(output) of '\(context.node.name)' has the name of an input, and the command left that as it was",
                hint: "give one of them another name")
        }
        guard isLink || FileStatus(path: full)?.isRegular != true else { return }
        throw Failure(
            .stageFailed,
            "output \(output) of '\(context.node.name)' is \(isLink ? "a symbolic link" : FileStatus.obstacle(at: full) ?? "not there")",
            hint: isLink ? "write the file itself: what a link points to may change" : "an output is a file; pack a folder into one: tar cf"
        )
    }

    private func warn(of others: [String]) {
        let all = (outputs + others.prefix(Self.shown)).map(quoted).joined(separator: ", ")
        let rest = others.count > Self.shown ? " and so on" : ""
        context.warn(
            .warning(
                "the command of '\(context.node.name)' left files that are not among its outputs, and were not kept: \(list(others))",
                hint: "to keep them: outputs: [\(all)]\(rest); or let it write them to a folder of TMPDIR"))
    }

    private static let shown = 8

    private func list(_ names: [String]) -> String {
        names.prefix(Self.shown).joined(separator: ", ") + (names.count > Self.shown ? " and \(names.count - Self.shown) more" : "")
    }

    /// As YAML takes it in a list.
    private func quoted(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "_-./".utf8.contains(byte)
        }
        return isPlain && name.utf8.first != UInt8(ascii: "-")
            ? name : "'" + name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    /// Files that are neither outputs nor the links that were there at first, ascending.
    private func undeclaredOutputs() -> [String] {
        var found: [String] = [], folders = [""]
        while let folder = folders.popLast() {
            for name in (try? files.list("\(path)/\(folder)")) ?? [] {
                let relative = folder + name, full = "\(path)/\(relative)"
                if links[relative] != nil && files.isSymbolicLink(full) || outputs.contains(relative) { continue }
                if !files.isSymbolicLink(full), FileStatus(path: full)?.isDirectory == true {
                    folders.append(relative + "/")
                } else {
                    found.append(relative)
                }
            }
            if found.count > 10_000 { break }
        }
        return found.sorted()
    }

    /// A link leads to the file itself, and who may write anything may write there. Throws `Failure` where an input is not what it was.
    private func checkInputs() throws(Failure) {
        for (name, link) in links.sorted(by: { $0.key < $1.key }) {
            let now = FileStatus(path: link.target)
            if now == link.status { continue }
            // The engine compares the digests of external files; those of outputs are compared here.
            if context.node.files.contains(where: { $0.name == name }) { continue }
            if try isIntact(name) { continue }
            throw Failure(
                .stageFailed, "the command of '\(context.node.name)' changed its input \(name), another stage's output",
                hint: "write to a copy: cp --no-preserve=mode \(name) copy; the damaged output is made again by the next run")
        }
    }

    private func isIntact(_ link: String) throws(Failure) -> Bool {
        for input in context.node.inputs {
            let artifact = try context.artifact(input.name)
            let names = artifact.manifest.files.map(\.name)
            for name in names where link == "\(input.name)/\(name)" || link == input.name && input.files == [name] {
                return artifact.isStillIntact(name)
            }
        }
        return true
    }
}

func absolute(_ path: String) throws(Failure) -> String {
    path.hasPrefix("/") ? path : "\(FileSystem.currentDirectory)/\(path)"
}

func baseName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
