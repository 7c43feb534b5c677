import Files

/// Files that a command names: those that it means and that its stage does not declare.
extension CommandDirectory {
    /// Files that the command names by their whole path and that no input is.
    func undeclaredFiles(in command: CommandExecutor.Command) -> [String] {
        let declared = Set(context.node.files.compactMap { try? absolute($0.path) })
        return words(of: command).filter { word in
            word.hasPrefix("/") && !Self.systemFolders.contains { word.hasPrefix($0) } && !declared.contains(word)
                && FileStatus(path: word)?.isRegular == true
        }
    }

    /// Relative paths that the command names, of which there is nothing in its directory but something where this program was started.
    func missingFiles(in command: CommandExecutor.Command) -> [String] {
        words(of: command).filter { word in
            !word.hasPrefix("/") && !word.hasPrefix("-") && (word.contains(".") || word.contains("/")) && !files.exists("\(path)/\(word)")
                && FileStatus(path: word)?.isRegular == true && !outputs.contains(word)
        }
    }

    private static let systemFolders = ["/usr/", "/bin/", "/sbin/", "/lib", "/etc/", "/opt/", "/dev/", "/proc/", "/sys/", "/nix/"]

    /// Each once; without the program itself where it lies in a folder for programs.
    private func words(of command: CommandExecutor.Command) -> [String] {
        var words: [String]
        switch command {
        case .arguments(let arguments): words = arguments
        case .shell(let text): words = text.split { " \t\n;|&<>()'\"=".contains($0) }.map(String.init)
        }
        if let program = words.first, program.contains("/bin/") { words.removeFirst() }
        var seen: Set<String> = []
        return words.filter { !$0.isEmpty && $0.utf8.count < 4096 && seen.insert($0).inserted }
    }
}
