import Diagnostics
import Foundation
import Glibc
import Processes

/// Transfers by the `curl` program, which knows proxies, certificates and resuming as the machine has them set up.
struct Curl {
    struct Result {
        var code: Int32
        var output: String
        var errors: String
    }

    /// Addresses may be http and https, also after a redirection; connections that do not come about or stall are given up.
    private static let common = [
        "--location", "--proto", "=http,https", "--proto-redir", "=http,https", "--max-redirs", "10", "--connect-timeout", "20",
        "--speed-limit", "100", "--speed-time", "30",
    ]

    /// Headers of all answers on the way. Throws for no connection.
    func head(_ address: String) throws -> RemoteFile {
        let result = try start(["--silent", "--show-error", "--head"] + Self.common + ["--", address])
        guard result.code == 0 else { throw failure(result, address) }
        var remote = RemoteFile(status: 0)
        for line in result.output.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("HTTP/") {
                remote.status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                remote.size = nil
                continue
            }
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2 else { continue }
            let value = parts[1].replacing("\"", with: "").replacing("W/", with: "")
            switch parts[0].lowercased() {
            case "content-length": remote.size = Int(value)
            case "etag", "last-modified": if remote.version == nil || parts[0].lowercased() == "etag" { remote.version = value }
            // Of the hub, for files that it keeps elsewhere.
            case "x-linked-etag" where value.count == 64: remote.digest = value.lowercased()
            default: break
            }
        }
        return remote
    }

    /// Goes on where `path` ends. The status is that of the last answer, 0 where there was none.
    func download(_ address: String, to path: String, showsProgress: Bool) throws -> (result: Result, status: Int) {
        let result = try start(
            ["--fail", "--continue-at", "-", "--output", path, "--write-out", "%{http_code}"]
                + (showsProgress ? ["--progress-bar"] : ["--silent", "--show-error"]) + Self.common + ["--", address],
            keepsErrors: !showsProgress)
        return (result, Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0)
    }

    func failure(_ result: Result, _ address: String) -> Failure {
        let host = URL(string: address)?.host() ?? address
        let detail = result.errors.split(whereSeparator: \.isNewline).last.map(String.init) ?? "curl ended with \(result.code)"
        switch result.code {
        case 5, 6, 7:
            return Failure(
                .inputOutput, "'\(host)' cannot be reached: \(detail)",
                hint: "is this machine offline, or behind a proxy (https_proxy)? HF_ENDPOINT names another hub")
        case 35, 51, 58, 60: return Failure(.inputOutput, "no secure connection to '\(host)': \(detail)")
        default:
            return Failure(.inputOutput, "'\(address)' cannot be fetched: \(detail)", hint: "the same command goes on where it stopped")
        }
    }

    private func start(_ arguments: [String], keepsErrors: Bool = true) throws -> Result {
        let curl: HelperProgram
        do { curl = try HelperProgram(["curl"] + arguments, errors: keepsErrors ? .kept : .passedOn) } catch {
            guard error.code == .missingInput else { throw error }
            throw Failure(.missingInput, "fetching needs the program 'curl'", hint: "apt-get install curl")
        }
        let (result, signal) = SignalRelay.relay(to: curl.process) { curl.finish() }
        if let signal {
            throw Failure(
                signal == SIGINT ? .interrupted : .terminated, "stopped before all had arrived",
                hint: "the same command goes on where it stopped")
        }
        return Result(code: result.ending.code, output: result.output, errors: result.errors)
    }
}
