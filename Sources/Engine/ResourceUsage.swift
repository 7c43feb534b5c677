import Files
import Glibc
import Store
import Threads

/// What executing a node took.
public struct ResourceUsage: Hashable, Sendable {
    /// Processor time, user and system, of this process and of commands that ended; nil where other nodes ran meanwhile.
    public var cpuSeconds: Double?
    /// Bytes resident at most, of this process or of the node's command; nil where other nodes ran meanwhile.
    public var peakMemory: Int?
    /// Size of the node's inputs and of its output.
    public var bytesRead: Int?
    public var bytesWritten: Int?

    public init(cpuSeconds: Double? = nil, peakMemory: Int? = nil, bytesRead: Int? = nil, bytesWritten: Int? = nil) {
        self.cpuSeconds = cpuSeconds
        self.peakMemory = peakMemory
        self.bytesRead = bytesRead
        self.bytesWritten = bytesWritten
    }
}

/// Measures one node after another; what several do at once in a process cannot be told apart.
struct ResourceMeter {
    private struct Shared {
        var active = 0
        /// How often a node began while another was at work.
        var overlaps = 0
    }

    private static let shared = Mutex(Shared())

    private let wasAlone: Bool
    private let overlapsBefore: Int
    private let cpuBefore: Double

    /// Begins. Balance it with `stop`.
    init() {
        let (active, overlaps) = Self.shared.withLock { state in
            state.active += 1
            if state.active > 1 { state.overlaps += 1 }
            return (state.active, state.overlaps)
        }
        (wasAlone, overlapsBefore) = (active == 1, overlaps)
        if wasAlone { Self.resetPeak() }
        cpuBefore = Self.cpuSeconds
    }

    /// `command` is what the largest process of the node's command had.
    func stop(command: Int) -> ResourceUsage {
        let cpu = Self.cpuSeconds - cpuBefore
        let isAlone = Self.shared.withLock { state in
            state.active -= 1
            return wasAlone && state.overlaps == overlapsBefore
        }
        guard isAlone else { return ResourceUsage(peakMemory: command > 0 ? command : nil) }
        return ResourceUsage(cpuSeconds: cpu, peakMemory: command > 0 ? command : Self.peak)
    }

    private static var cpuSeconds: Double {
        [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0.0) { total, who -> Double in
            var usage = rusage()
            guard getrusage(who.rawValue, &usage) == 0 else { return total }
            let whole = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec, parts = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
            return total + Double(whole) + Double(parts) * 1e-6
        }
    }

    /// Linux forgets the peak on this word (proc(5), clear_refs).
    private static func resetPeak() {
        let file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = "5".withCString { write(file, $0, 1) }
        close(file)
    }

    private static var peak: Int? {
        guard let bytes = try? FileSystem.local.read("/proc/self/status") else { return nil }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix("VmHWM:") {
            return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
        }
        return nil
    }
}

/// What the largest process of a node's command had resident.
final class CommandPeak: Sendable {
    private let peak = Mutex(0)

    var bytes: Int { peak.withLock { $0 } }
    func note(_ bytes: Int) { peak.withLock { $0 = max($0, bytes) } }
}

extension Run {
    /// Bytes of what a node reads: its external files, and of other nodes' outputs the files that it names.
    func inputSize(_ node: Node, _ inputs: [String: Artifact]) -> Int {
        node.files.reduce(0) { $0 + (FileStatus(path: $1.path)?.size ?? 0) } + inputs.values.reduce(0) { $0 + $1.manifest.size }
    }
}
