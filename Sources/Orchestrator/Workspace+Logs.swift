import Diagnostics
import Files

extension Workspace {
    /// The log that a record names, wherever this process was started and the workspace was moved since: nil where there is none, and where
    /// the record, which may come from somebody else, names anything but a file below `logs`.
    package func logFile(_ recorded: String) -> String? {
        let parts = recorded.split(separator: "/")
        guard recorded.utf8.count < 4096, !parts.contains(".."), let logs = FileSystem.realPath("\(path)/logs") else { return nil }
        for index in parts.indices.reversed() where parts[index] == "logs" {
            let rest = parts[(index + 1)...].joined(separator: "/")
            guard let file = FileSystem.realPath("\(logs)/\(rest)"), file.hasPrefix(logs + "/"), FileStatus(path: file)?.isRegular == true
            else { continue }
            return file
        }
        return nil
    }

    /// Removes the stages' logs that no record names, once they are a week old: until a stage ends nothing names its log.
    func removeLogs(except recorded: Set<String>, olderThan days: Int = 7) throws(Failure) {
        guard let logs = FileSystem.realPath("\(path)/logs") else { return }
        let files = FileSystem.local, kept = Set(recorded.compactMap(logFile))
        for folder in try files.list(logs) where !folder.hasPrefix("sweep-") {
            for name in try files.list("\(logs)/\(folder)") where name.hasSuffix(".log") && !kept.contains("\(logs)/\(folder)/\(name)") {
                let path = "\(logs)/\(folder)/\(name)"
                guard let status = FileStatus(path: path), (FileSystem.now() - status.modified) / 86_400_000_000_000 >= days else {
                    continue
                }
                files.remove(path)
            }
        }
    }
}
