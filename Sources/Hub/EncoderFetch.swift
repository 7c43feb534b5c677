import Diagnostics
import Foundation

/// Brings a model folder here: all of it or nothing. What has arrived waits in `FOLDER.incomplete`, from where the next try goes on; only a
/// complete folder whose checksums are right gets its name.
public struct EncoderFetch {
    public enum Event {
        case fetching(file: String, size: Int?, from: Int)
        case broken(file: String, attempt: Int)
        case alreadyThere
    }

    public var source: EncoderSource
    public var folder: String
    public var showsProgress: Bool
    /// Seconds to wait before going on after a broken connection, doubled each time.
    public var pause: Double
    /// The SHA-256 of a file, as 64 hexadecimal digits.
    private let digest: (String) throws -> String
    private let report: (Event) -> Void
    private let curl = Curl()
    private let files = FileManager.default
    private static let attempts = 6

    public init(
        _ source: EncoderSource, to folder: String, showsProgress: Bool = false, pause: Double = 0.5,
        digest: @escaping (String) throws -> String, report: @escaping (Event) -> Void = { _ in }
    ) {
        self.source = source
        self.folder = folder
        self.showsProgress = showsProgress
        self.pause = pause
        self.digest = digest
        self.report = report
    }

    private var staging: String { folder + ".incomplete" }

    public func run() throws {
        if files.fileExists(atPath: folder) {
            try EncoderFolder(folder).verify(digest: digest)
            return report(.alreadyThere)
        }
        try make(staging)
        var expected = try checksums()
        let found = try survey()
        for (file, remote) in found { if expected[file.name] == nil, let digest = remote.digest { expected[file.name] = digest } }
        try checkSpace(found)
        var lines: [String] = []
        for (file, remote) in found {
            let path = "\(staging)/\(file.name)"
            try make((path as NSString).deletingLastPathComponent)
            try fetch(file.name, remote, expected[file.name], path)
            lines.append("\(try digest(path))  \(file.name)")
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: "\(staging)/\(EncoderFile.checksums)"))
        guard rename(staging, folder) == 0 else {
            throw Failure(.inputOutput, "'\(folder)' cannot be made: \(String(cString: strerror(errno)))")
        }
    }

    /// Checksums that a server publishes beside the files.
    private func checksums() throws -> [String: String] {
        let address = source.address + EncoderFile.checksums
        guard try curl.head(address).status == 200 else { return [:] }
        let path = "\(staging)/\(EncoderFile.checksums).part"
        try? files.removeItem(atPath: path)
        let (result, _) = try curl.download(address, to: path, showsProgress: false)
        guard result.code == 0 else { throw curl.failure(result, address) }
        defer { try? files.removeItem(atPath: path) }
        return EncoderFolder.parse(try String(contentsOfFile: path, encoding: .utf8))
    }

    /// The files that there are. Throws where they do not make an encoder.
    private func survey() throws -> [(file: EncoderFile, remote: RemoteFile)] {
        var found: [(file: EncoderFile, remote: RemoteFile)] = []
        for file in EncoderFile.all {
            let remote = try curl.head(source.address + file.name)
            switch remote.status {
            case 200: found.append((file, remote))
            case 404, 410:
                if file.kind == .configuration { throw missing("no model is at '\(source.address)': config.json is not there (404)") }
            case 401, 403:
                throw missing(
                    "'\(source.address + file.name)' may not be read (\(remote.status)): the name is wrong or the model is not public")
            default: throw Failure(.inputOutput, "'\(source.address + file.name)' cannot be fetched: the server answered \(remote.status)")
            }
        }
        let kinds = Set(found.map(\.file.kind))
        if !kinds.contains(.weights) { throw missing("the model at '\(source.address)' has no model.safetensors (404)") }
        if !kinds.contains(.tokenizer) {
            throw missing("the model at '\(source.address)' has no tokenizer (no vocab.txt, spiece.model or the like)")
        }
        return found
    }

    private func missing(_ message: String) -> Failure {
        Failure(.missingInput, message, hint: "encoders are folders with config.json, model.safetensors and a tokenizer's files")
    }

    private func checkSpace(_ found: [(file: EncoderFile, remote: RemoteFile)]) throws {
        let needed = found.reduce(0) {
            $0 + ($1.remote.size ?? 0) - size("\(staging)/\($1.file.name)") - size("\(staging)/\($1.file.name).part")
        }
        let attributes = try? files.attributesOfFileSystem(forPath: staging)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.intValue, free < needed else { return }
        throw Failure(
            .inputOutput, "not enough space for '\(folder)': \(needed / 1_000_000) MB are needed, \(free / 1_000_000) MB are free",
            hint: "--to FOLDER puts it elsewhere")
    }

    // MARK: One file

    private func fetch(_ name: String, _ remote: RemoteFile, _ expected: String?, _ path: String) throws {
        if files.fileExists(atPath: path) {
            if try expected.map({ try digest(path) == $0 }) ?? (remote.size == size(path)) { return }
            try files.removeItem(atPath: path)
        }
        let part = path + ".part", version = path + ".version"
        // A part of another version is of no use.
        let known = try? String(contentsOfFile: version, encoding: .utf8)
        if known != (remote.version ?? "") { try? files.removeItem(atPath: part) }
        try Data((remote.version ?? "").utf8).write(to: URL(filePath: version))
        if remote.size == nil || size(part) != remote.size || size(part) == 0 { try transfer(name, remote, part) }
        if let whole = remote.size, size(part) != whole {
            let arrived = size(part)
            try? files.removeItem(atPath: part)
            throw Failure(.inputOutput, "'\(name)' has \(arrived) bytes where the server said \(whole)", hint: "try again")
        }
        if let expected, try digest(part) != expected {
            try? files.removeItem(atPath: part)
            throw Failure(
                .inputOutput, "the checksum of '\(name)' is wrong: SHA-256 \(expected) was due",
                hint: "what arrived was removed; try again, and do not trust the source if it stays so")
        }
        try files.moveItem(atPath: part, toPath: path)
        try? files.removeItem(atPath: version)
    }

    private func transfer(_ name: String, _ remote: RemoteFile, _ part: String) throws {
        let address = source.address + name
        var attempt = 0, wait = pause
        while true {
            let before = size(part)
            report(.fetching(file: name, size: remote.size, from: before))
            let (result, status) = try curl.download(address, to: part, showsProgress: showsProgress)
            if result.code == 0 {
                if !files.fileExists(atPath: part) { _ = files.createFile(atPath: part, contents: nil) }
                return
            }
            switch result.code {
            case 33, 36: try? files.removeItem(atPath: part)  // The server cannot go on in the middle: from the start.
            case 22 where status == 416: try? files.removeItem(atPath: part)
            case 22 where status < 500 && status != 429:
                throw Failure(.inputOutput, "'\(address)' cannot be fetched: the server answered \(status)")
            case 23:
                throw Failure(
                    .inputOutput, "'\(part)' cannot be written: is the disk full?", hint: "the same command goes on where it stopped")
            default: break
            }
            attempt = size(part) > before ? 1 : attempt + 1
            guard attempt < Self.attempts, ![3, 5, 6, 35, 51, 58, 60].contains(result.code) else { throw curl.failure(result, address) }
            report(.broken(file: name, attempt: attempt))
            Thread.sleep(forTimeInterval: wait)
            wait = min(wait * 2, 10)
        }
    }

    private func size(_ path: String) -> Int { ((try? files.attributesOfItem(atPath: path))?[.size] as? NSNumber)?.intValue ?? 0 }

    private func make(_ folder: String) throws {
        do {
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Failure(.inputOutput, "folder '\(folder)' cannot be made: \(String(cString: strerror(errno)))")
        }
    }
}
