import Files
import Glibc

/// A process as `/proc/PID/stat` shows it.
package struct ProcessEntry: Hashable {
    var id: pid_t
    var parent: pid_t
    var group: pid_t
    /// Clock ticks since the machine started.
    var started: Int
    /// Bytes.
    var resident: Int

    /// Nil for one that is gone or a zombie. A process of which only the first thread has ended looks like a zombie and is none: the others
    /// may still be at work, and of one that was killed still finish the system call that they are in.
    init?(id: pid_t) {
        guard let bytes = try? FileSystem.local.read("/proc/\(id)/stat"), let end = bytes.lastIndex(of: UInt8(ascii: ")")) else {
            return nil
        }
        // After the name in parentheses, which may hold anything: state, parent, group, …; start time is the 20th of these, resident pages the 22nd.
        let fields = bytes[(end + 1)...].split(separator: 32, maxSplits: 23)
        guard fields.count > 22 else { return nil }
        let hasEnded = fields[0].first == UInt8(ascii: "Z") || fields[0].first == UInt8(ascii: "X")
        if hasEnded, ((try? FileSystem.local.list("/proc/\(id)/task")) ?? []).count < 2 { return nil }
        let number = { (field: ArraySlice<UInt8>) in Int(String(decoding: field, as: UTF8.self)) ?? 0 }
        self.id = id
        parent = pid_t(truncatingIfNeeded: number(fields[1]))
        group = pid_t(truncatingIfNeeded: number(fields[2]))
        started = number(fields[19])
        resident = number(fields[21]) * Int(getpagesize())
    }

    func isSame(as other: ProcessEntry) -> Bool { id == other.id && started == other.started }

    static var ids: [pid_t] { ((try? FileSystem.local.list("/proc")) ?? []).compactMap { pid_t($0) } }
}

/// The processes of one command.
package enum CommandProcesses {
    /// Its group, and what descends from that in groups of its own, as `timeout` and `setsid` make them.
    static func members(of group: pid_t) -> [ProcessEntry] {
        let all = ProcessEntry.ids.compactMap(ProcessEntry.init)
        let children = Dictionary(grouping: all, by: \.parent)
        var members = all.filter { $0.group == group }, next = 0
        var known = Set(members.map(\.id))
        while next < members.count {
            for child in children[members[next].id] ?? [] where known.insert(child.id).inserted { members.append(child) }
            next += 1
        }
        return members
    }

    /// Bytes in memory of all members together. What several share is counted once, by `/proc/PID/smaps_rollup`, where the simple sum is
    /// above the limit: that takes the kernel milliseconds for each gigabyte.
    package static func resident(_ group: pid_t, limit: Int) -> Int {
        let members = members(of: group), sum = members.reduce(0) { $0 + $1.resident }
        guard sum > limit, members.count > 1 else { return sum }
        return members.reduce(0) { $0 + (proportional($1.id) ?? $1.resident) }
    }

    private static func proportional(_ id: pid_t) -> Int? {
        guard let bytes = try? FileSystem.local.read("/proc/\(id)/smaps_rollup") else { return nil }
        for line in bytes.split(separator: 10) where line.starts(with: "Pss:".utf8) {
            return line.split(separator: 32).dropFirst().first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }.map { $0 * 1024 }
        }
        return nil
    }

    /// Kills whatever runs with the marker in its environment, in whatever group and whoever its parent is by now, and waits until it is
    /// gone, a second at most.
    static func killAll(marked marker: String) {
        let entry = Array("\(ProcessGuard.variable)=\(marker)".utf8)
        let end = monotonicSeconds() + 1
        var candidates = ProcessEntry.ids
        while true {
            candidates = candidates.filter { id in
                guard let bytes = try? FileSystem.local.read("/proc/\(id)/environ") else { return false }
                return bytes.split(separator: 0).contains { $0.elementsEqual(entry) }
            }
            for id in candidates { kill(id, SIGKILL) }
            if candidates.isEmpty || monotonicSeconds() > end { return }
            pause(0.002)
            // What a process started before it was killed.
            candidates = ProcessEntry.ids
        }
    }
}

package func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

package func pause(_ seconds: Double) { usleep(UInt32(max(0, min(seconds, 60)) * 1e6)) }
