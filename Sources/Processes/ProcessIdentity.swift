import Files
import Glibc

/// Names a process so that no other, on any machine, at any time, has the same name: the kernel uses a process id again within hours.
public struct ProcessIdentity: Hashable, Sendable {
    public var host: String
    /// Changes at every boot of the machine; of an identity that was read from its text the first eight characters.
    public var bootID: String
    public var pid: Int
    /// Clock ticks from boot to the start of the process.
    public var startTicks: Int

    public init(host: String, bootID: String, pid: Int, startTicks: Int) {
        self.host = host
        self.bootID = bootID
        self.pid = pid
        self.startTicks = startTicks
    }

    /// This process.
    public static let current = ProcessIdentity(
        host: hostName(), bootID: text(of: "/proc/sys/kernel/random/boot_id"), pid: Int(getpid()),
        startTicks: startTicks(of: Int(getpid())) ?? 0)

    /// Fit for a file's name.
    package var text: String { "\(host)~\(bootID.prefix(8))~\(pid)~\(startTicks)" }

    package init?(text: String) {
        let parts = text.split(separator: "~", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let pid = Int(parts[2]), let startTicks = Int(parts[3]) else { return nil }
        self.init(host: parts[0], bootID: parts[1], pid: pid, startTicks: startTicks)
    }

    /// Nil when it runs on another machine, about which nothing can be known from here.
    public var isAlive: Bool? {
        guard host == Self.current.host else { return nil }
        return Self.current.bootID.hasPrefix(bootID) && Self.startTicks(of: pid) == startTicks
    }

    /// True when the process is known to be gone. One on another machine counts as alive.
    public var isDead: Bool { isAlive == false }

    private static func hostName() -> String {
        let name = text(of: "/proc/sys/kernel/hostname").filter { $0.isLetter || $0.isNumber || "-._".contains($0) }
        return name.isEmpty ? "unknown" : name
    }

    /// Nil for a process that is gone; a zombie counts as gone.
    private static func startTicks(of pid: Int) -> Int? { pid_t(exactly: pid).flatMap { ProcessEntry(id: $0)?.started } }

    /// Without the end of the line; empty where it cannot be read.
    private static func text(of path: String) -> String {
        guard let bytes = try? FileSystem.local.read(path) else { return "" }
        return String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
    }
}
