import Foundation
import Glibc

/// What Linux says of this machine; nil where it does not say.
enum Machine {
    static var processor: String? { line("model name", in: "/proc/cpuinfo") }

    /// Vector extensions that matter to our kernels and OpenBLAS's.
    static var extensions: [String] {
        let flags = Set(
            (line("flags", in: "/proc/cpuinfo") ?? line("Features", in: "/proc/cpuinfo") ?? "").split(separator: " ").map(String.init))
        return ["sse4_2", "avx", "avx2", "fma", "avx512f", "avx512vl", "avx512_bf16", "amx_tile", "sha_ni", "asimd", "sve", "sha2"].filter(
            flags.contains)
    }

    /// Processors that this process may run on.
    static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// Processors' worth of time that the control group allows, where it limits them.
    static var processorQuota: Double? {
        let words = text("/sys/fs/cgroup/cpu.max").split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]), period > 0 else { return nil }
        return quota / period
    }

    /// Bytes of memory: all, and what could be had now; the control group's limit where that is less.
    static var memory: (total: Int, available: Int)? {
        guard let total = kilobytes("MemTotal"), let available = kilobytes("MemAvailable") else { return nil }
        guard let limit = Int(text("/sys/fs/cgroup/memory.max").filter { !$0.isWhitespace }) else { return (total, available) }
        let used = Int(text("/sys/fs/cgroup/memory.current").filter { !$0.isWhitespace }) ?? 0
        return (min(total, limit), min(available, max(0, limit - used)))
    }

    /// Processes that ran or wanted to, averaged over the last minute.
    static var load: Double? { text("/proc/loadavg").split(separator: " ").first.flatMap { Double($0) } }

    private static func kilobytes(_ name: String) -> Int? {
        line(name, in: "/proc/meminfo").flatMap { Int($0.split(separator: " ").first ?? "") }.map { $0 * 1024 }
    }

    private static func line(_ name: String, in path: String) -> String? {
        for line in text(path).split(separator: "\n") where line.hasPrefix(name) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            return String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        return nil
    }

    /// "" where it cannot be read.
    static func text(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes: [UInt8] = [], piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &piece, piece.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
            if bytes.count > 1 << 18 { return String(decoding: bytes, as: UTF8.self) }
        }
    }
}
