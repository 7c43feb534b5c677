import Diagnostics
import Foundation
import Glibc
import Processes
import RunDatabase
import Threads

extension Provenance {
    /// Of a run that this process begins now; `spec` are the files that its spec was read from, the first of them first. What takes a while
    /// is found out once a process.
    static func here(spec files: [String], threads: Int) -> Provenance {
        let git = GitState.of(folder: files.first.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path } ?? ".")
        return Provenance(
            specSource: source(files), gitCommit: git?.commit, isGitDirty: git?.isDirty, cpu: processor, threads: threads,
            user: getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? String(geteuid()),
            command: CommandLine.arguments.map(shellWord).joined(separator: " "))
    }

    private static let processor = Machine.processor

    /// The file as it is; with `extends` all files, each under its name.
    private static func source(_ files: [String]) -> String? {
        let texts = files.compactMap { path -> String? in
            guard let text = try? String(contentsOfFile: path, encoding: .utf8), text.utf8.count < 1 << 20 else { return nil }
            return files.count > 1 ? "# \(path)\n" + text : text
        }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }
}

/// What git says of a folder.
struct GitState: Hashable, Sendable {
    var commit: String
    /// Something in the folder is not as in the commit; a workspace that git does not know is nothing of it.
    var isDirty: Bool

    private static let known = Mutex<[String: GitState?]>([:])

    /// Nil outside a repository, without commits, and without git.
    static func of(folder: String) -> GitState? {
        if let known = known.withLock({ $0[folder] }) { return known }
        let state = repository(of: folder).flatMap { ask(folder, root: $0) }
        known.withLock { $0[folder] = .some(state) }
        return state
    }

    /// Where the repository begins; nil spares the start of a program where there is nothing to ask.
    private static func repository(of folder: String) -> String? {
        var place = URL(fileURLWithPath: folder).standardizedFileURL.path
        while true {
            if access(place + (place.hasSuffix("/") ? ".git" : "/.git"), F_OK) == 0 { return place }
            guard place != "/", let slash = place.lastIndex(of: "/") else { return nil }
            place = slash == place.startIndex ? "/" : String(place[..<slash])
        }
    }

    private static func ask(_ folder: String, root: String) -> GitState? {
        let status = ["git", "-C", folder, "--no-optional-locks", "status", "--porcelain=v2", "--branch", "--", "."]
        guard let answer = try? HelperProgram.run(status), answer.ending == .exited(0) else { return nil }
        let lines = answer.output.split(separator: "\n")
        guard let head = lines.first(where: { $0.hasPrefix("# branch.oid ") })?.dropFirst(13), head != "(initial)" else { return nil }
        let changes = lines.filter { !$0.hasPrefix("#") && !isWorkspace($0, root) }
        return GitState(commit: String(head), isDirty: !changes.isEmpty)
    }

    /// `? runs/`: an untracked folder that holds a run database. Paths are relative to the root.
    private static func isWorkspace(_ line: Substring, _ root: String) -> Bool {
        line.hasPrefix("? ") && line.hasSuffix("/") && access("\(root)/\(line.dropFirst(2))pipeline.db", F_OK) == 0
    }
}
