import Diagnostics
import Files
import Glibc

/// Another program that is run for what it prints, such as git or curl. It is in this process's group, so that Ctrl-C in a terminal reaches
/// it too.
package final class HelperProgram {
    package enum Errors {
        case dropped
        case kept
        /// In the one text with the output, in the order of writing.
        case joined
        /// To this process's standard error.
        case passedOn
    }

    package struct Result: Equatable {
        package var ending: ProcessEnding
        package var output: String
        package var errors: String
    }

    package let process: pid_t
    private let output: Int32
    private let errors: Int32?
    private var result: Result?

    /// Throws `missingInput` where there is no such program in PATH. `environment`: nil for that of this process.
    package init(_ arguments: [String], environment: [String: String]? = nil, errors kind: Errors = .dropped) throws(Failure) {
        let pipe = try Spawn.privatePipe(), nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        let second: (reading: Int32, writing: Int32)?
        do throws(Failure) { second = kind == .kept ? try Spawn.privatePipe() : nil } catch {
            for descriptor in [pipe.reading, pipe.writing, nothing] { close(descriptor) }
            throw error
        }
        defer { for descriptor in [pipe.writing, nothing, second?.writing ?? -1] { close(descriptor) } }
        let errors: Int32 =
            switch kind {
            case .dropped: nothing
            case .kept: second?.writing ?? nothing
            case .joined: pipe.writing
            case .passedOn: 2
            }
        do throws(Failure) {
            process = try Spawn.start(
                arguments, environment: environment ?? FileSystem.environment, descriptors: [(pipe.writing, 1), (errors, 2)], leads: false)
        } catch {
            for descriptor in [pipe.reading, second?.reading ?? -1] { close(descriptor) }
            throw error
        }
        output = pipe.reading
        self.errors = second?.reading
    }

    /// Starts it and waits for its end.
    package static func run(_ arguments: [String], environment: [String: String]? = nil, errors: Errors = .dropped) throws(Failure)
        -> Result
    {
        try HelperProgram(arguments, environment: environment, errors: errors).finish()
    }

    /// Reads all that it prints and waits for its end.
    package func finish() -> Result {
        if let result { return result }
        var texts: [Int32: [UInt8]] = [:], open = [output, errors].compactMap(\.self)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !open.isEmpty {
            var waiting = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            if poll(&waiting, nfds_t(waiting.count), -1) < 0 { if errno == EINTR { continue } else { break } }
            for ready in waiting where ready.revents != 0 {
                let count = read(ready.fd, &buffer, buffer.count)
                if count > 0 { texts[ready.fd, default: []] += buffer[..<count] }
                if count == 0 || (count < 0 && errno != EINTR) { open.removeAll { $0 == ready.fd } }
            }
        }
        let ending = ProcessEnding.wait(for: process)?.ending ?? .exited(-1)
        let text = { (descriptor: Int32?) in String(decoding: descriptor.flatMap { texts[$0] } ?? [], as: UTF8.self) }
        let result = Result(ending: ending, output: text(output), errors: text(errors))
        self.result = result
        return result
    }

    deinit {
        if result == nil {
            kill(process, SIGKILL)
            _ = ProcessEnding.wait(for: process)
        }
        for descriptor in [output, errors].compactMap(\.self) { close(descriptor) }
    }
}
