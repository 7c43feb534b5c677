import Glibc

/// Names a process so that no other, on any machine, at any time, has the same name: a process id alone is reused.
package struct ProcessIdentity: Hashable, Sendable {
    package let host: String
    package let boot: String
    package let process: Int32
    /// Clock ticks since boot.
    package let start: String

    package static let current = ProcessIdentity(
        host: hostName(), boot: bootID(), process: getpid(), start: startTime(of: getpid()) ?? "0")

    init(host: String, boot: String, process: Int32, start: String) {
        self.host = host
        self.boot = boot
        self.process = process
        self.start = start
    }

    package var text: String { "\(host)~\(boot)~\(process)~\(start)" }

    package init?(text: String) {
        let parts = text.split(separator: "~", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let process = Int32(parts[2]) else { return nil }
        self.init(host: parts[0], boot: parts[1], process: process, start: parts[3])
    }

    /// Nil when it runs on another machine, about which nothing can be known from here.
    package var isAlive: Bool? {
        guard host == Self.current.host else { return nil }
        return boot == Self.current.boot && Self.startTime(of: process) == start
    }

    private static func hostName() -> String {
        guard let text = try? FileSystem.local.read("/proc/sys/kernel/hostname") else { return "unknown" }
        return String(decoding: text, as: UTF8.self).filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." }
    }

    private static func bootID() -> String {
        guard let bytes = try? FileSystem.local.read("/proc/sys/kernel/random/boot_id") else { return "unknown" }
        return String(decoding: bytes.prefix(8), as: UTF8.self)
    }

    private static func startTime(of process: Int32) -> String? {
        guard let bytes = try? FileSystem.local.read("/proc/\(process)/stat") else { return nil }
        // The command, in parentheses, may hold anything; the start time is the 20th field after it.
        guard let end = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = bytes[(end + 1)...].split(separator: UInt8(ascii: " "))
        return fields.count > 19 ? String(decoding: fields[19], as: UTF8.self) : nil
    }
}
