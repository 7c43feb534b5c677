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
    /// What came and was not handed out yet, by descriptor; and the descriptors that are still open.
    private var texts: [Int32: [UInt8]] = [:]
    private var openEnds: [Int32] = []

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
        openEnds = [output, self.errors].compactMap(\.self)
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
        while !openEnds.isEmpty, receive() {}
        let ending = ProcessEnding.wait(for: process)?.ending ?? .exited(-1)
        let text = { (descriptor: Int32?) in String(decoding: descriptor.flatMap { self.texts[$0] } ?? [], as: UTF8.self) }
        let result = Result(ending: ending, output: text(output), errors: text(errors))
        self.result = result
        return result
    }

    /// Appends what it prints next, as soon as there is something; false when it prints no more. What was handed out here is not part of
    /// what `finish` tells.
    package func read(onto buffer: inout [UInt8]) -> Bool {
        while texts[output]?.isEmpty ?? true, openEnds.contains(output), receive() {}
        guard let bytes = texts[output], !bytes.isEmpty else { return false }
        buffer += bytes
        texts[output]?.removeAll(keepingCapacity: true)
        return true
    }

    /// Waits for output, or the end of one; false where the system refuses to wait.
    private func receive() -> Bool {
        var waiting = openEnds.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        if poll(&waiting, nfds_t(waiting.count), -1) < 0 { return errno == EINTR }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        for ready in waiting where ready.revents != 0 {
            let count = Glibc.read(ready.fd, &chunk, chunk.count)
            if count > 0 { texts[ready.fd, default: []] += chunk[..<count] }
            if count == 0 || (count < 0 && errno != EINTR) { openEnds.removeAll { $0 == ready.fd } }
        }
        return true
    }

    deinit {
        if result == nil {
            kill(process, SIGKILL)
            _ = ProcessEnding.wait(for: process)
        }
        for descriptor in [output, errors].compactMap(\.self) { close(descriptor) }
    }
}
