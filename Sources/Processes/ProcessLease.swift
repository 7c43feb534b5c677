import Diagnostics
import Dispatch
import Files
import Glibc
import struct Synchronization.Atomic
import Threads

/// Says to other machines that this process is alive: a small file, written anew every few seconds by a timer, removed at the end. Nobody asks
/// for those of processes on this machine, of which the kernel tells more.
package final class ProcessLease: Sendable {
    /// How often it is renewed.
    package static let interval = 10.0

    private let path: String

    /// One for each directory, however many ask for it; it ends when none of them holds it any more.
    package static func hold(in directory: String) throws(Failure) -> ProcessLease {
        try held.withLock { (held) throws(Failure) in
            if let lease = held[directory]?.lease { return lease }
            let lease = try ProcessLease(in: directory)
            held[directory] = Reference(lease: lease)
            return lease
        }
    }

    private struct Reference: Sendable { weak var lease: ProcessLease? }
    private static let held = Mutex<[String: Reference]>([:])

    init(in directory: String) throws(Failure) {
        try FileSystem.local.makeDirectories(directory)
        path = "\(directory)/\(ProcessIdentity.current.text)"
        try Self.renew(path)
        renewLater()
    }

    deinit { FileSystem.local.remove(path) }

    private func renewLater() {
        Self.queue.asyncAfter(deadline: .now() + Self.interval) { [weak self] in
            guard let self else { return }
            // Where it cannot be renewed now, the next time may do.
            try? Self.renew(path)
            renewLater()
        }
    }

    private static let queue = DispatchQueue(label: "pipeline.lease")

    /// A write and not a change of times: whoever keeps the file, here or across a network, then sets the time by a clock of its own.
    static func renew(_ path: String) throws(Failure) {
        let files = FileSystem.local, descriptor = try files.create(path)
        defer { files.close(descriptor) }
        try files.write([10], to: descriptor, path: path)
    }
}

/// The leases of all processes that share a directory.
package struct ProcessLeases: Sendable {
    /// Without a sign for so long, a process counts as gone.
    package static let patience = 60.0

    package let directory: String

    package init(_ directory: String) { self.directory = directory }

    /// Nil where it cannot be told. Ages are by the clock of the file system, which is the same for all: that of a file made now. A lease from
    /// the future (that clock was set back) is taken for a sign of now, so that it ages from here unless its owner renews it.
    package func isAlive(_ process: ProcessIdentity) -> Bool? {
        if let known = process.isAlive { return known }
        let path = "\(directory)/\(process.text)"
        guard let written = Self.written(path) else { return FileStatus(path: directory) == nil ? nil : false }
        guard let now = now() else { return nil }
        let age = Double(now - written) / 1e9
        if age < -ProcessLease.interval {
            try? ProcessLease.renew(path)
            return true
        }
        return age <= Self.patience
    }

    /// Whether a process has left a lease here, alive or not.
    package func knows(_ process: ProcessIdentity) -> Bool { FileSystem.local.exists("\(directory)/\(process.text)") }

    /// Removes leases of processes of this machine that are gone, and those that nobody has renewed for a week.
    package func sweep() {
        guard let now = now() else { return }
        for name in (try? FileSystem.local.list(directory)) ?? [] {
            let path = "\(directory)/\(name)"
            let isOld = now - (Self.written(path) ?? now) > 7 * 24 * 3600 * 1_000_000_000
            if isOld || ProcessIdentity(text: name)?.isAlive == false { FileSystem.local.remove(path) }
        }
    }

    /// Opened before it is asked for its time: network file systems answer from memory otherwise.
    private static func written(_ path: String) -> Int? {
        guard let descriptor = try? FileSystem.local.openForReading(path) else { return nil }
        defer { FileSystem.local.close(descriptor) }
        return FileStatus(descriptor: descriptor)?.modified
    }

    /// Nanoseconds since 1970 by the file system's clock; nil where no file can be made.
    private func now() -> Int? {
        let path = "\(directory)/.now-\(ProcessIdentity.current.text)-\(Self.asked.wrappingAdd(1, ordering: .relaxed).newValue)"
        defer { FileSystem.local.remove(path) }
        guard (try? ProcessLease.renew(path)) != nil else { return nil }
        return Self.written(path)
    }

    private static let asked = Atomic<Int>(0)
}
