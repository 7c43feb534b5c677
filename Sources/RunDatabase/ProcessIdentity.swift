import Glibc

/// Which process writes a run, told apart from every other: a process id alone is used again by the kernel within hours.
public struct ProcessIdentity: Hashable, Sendable {
    public var host: String
    /// Changes at every boot of the machine.
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
        host: hostName(), bootID: currentBootID, pid: Int(getpid()), startTicks: startTicks(of: Int(getpid())) ?? 0)

    /// True when the process is known to be gone. A process on another machine cannot be looked at, so it counts as alive.
    public var isDead: Bool {
        guard host == ProcessIdentity.current.host else { return false }
        guard bootID == ProcessIdentity.currentBootID else { return true }
        return ProcessIdentity.startTicks(of: pid) != startTicks
    }

    private static let currentBootID = readSmallFile("/proc/sys/kernel/random/boot_id").filter { !$0.isWhitespace }

    private static func hostName() -> String {
        readSmallFile("/proc/sys/kernel/hostname").filter { !$0.isWhitespace }
    }

    /// Field 22 of `/proc/PID/stat`; the second field, a name in parentheses, may hold blanks. A zombie counts as gone.
    private static func startTicks(of pid: Int) -> Int? {
        let text = readSmallFile("/proc/\(pid)/stat")
        guard let close = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return Int(fields[19])
    }
}

/// The first 4 KiB of a file, or "" where it cannot be read.
private func readSmallFile(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : ""
}
