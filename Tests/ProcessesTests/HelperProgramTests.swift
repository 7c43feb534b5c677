import Diagnostics
import Dispatch
import Glibc
import Processes
import Testing

@Suite(.timeLimit(.minutes(2))) struct HelperProgramTests {
    private func shell(_ script: String, errors: HelperProgram.Errors = .kept) throws -> HelperProgram.Result {
        try HelperProgram.run(["sh", "-c", script], errors: errors)
    }

    @Test func saysWhatItPrintedAndHowItEnded() throws {
        let result = try shell("echo out; echo err >&2; exit 3")
        #expect(result.ending == .exited(3) && result.output == "out\n" && result.errors == "err\n")
        #expect(try shell("echo 1; echo 2 >&2; echo 3", errors: .joined).output == "1\n2\n3\n")
        #expect(try shell("echo out; echo err >&2", errors: .dropped).errors.isEmpty)
        let killed = try shell("kill -KILL $$").ending
        #expect(killed == .killed(signal: SIGKILL) && killed.code == 137)
    }

    /// More than pipes hold, in both of them: whoever reads one to its end before the other waits for ever.
    @Test func muchIsReadFromBothAtOnce() throws {
        let result = try shell("head -c 300000 /dev/zero >&2; head -c 400000 /dev/zero; head -c 300000 /dev/zero >&2")
        #expect(result.output.utf8.count == 400_000 && result.errors.utf8.count == 600_000)
    }

    @Test func aMissingProgramIsSaid() throws {
        let failure = #expect(throws: Failure.self) { try HelperProgram.run(["pipeline-no-such-program"]) }
        #expect(failure?.code == .missingInput)
    }

    @Test func itGetsNoInputAndNothingElse() throws {
        let left = fcntl(0, F_DUPFD, 20)
        defer { close(left) }
        #expect(try shell("cat; ls /proc/self/fd").output == "0\n1\n2\n3\n")
        #expect(try HelperProgram.run(["/usr/bin/env"], environment: ["A": "b c"]).output == "A=b c\n")
    }

    /// What it leaves running, and does not print, is not waited for.
    @Test func endsWithTheProgram() throws {
        #expect(try shell("sleep 100 > /dev/null 2>&1 & echo $!").output.isEmpty == false)
    }

    @Test func diesWithItsHolder() throws {
        var program: HelperProgram? = try HelperProgram(["sleep", "100"])
        let process = try #require(program?.process)
        #expect(kill(process, 0) == 0)
        program = nil
        #expect(kill(process, 0) == -1 && errno == ESRCH)
    }

    /// A program that lives on must not hold the pipes of another that was started in the same moment.
    @Test func startsAtOnceKeepApart() throws {
        let isOver = DispatchSemaphore(value: 0), areGone = DispatchSemaphore(value: 0)
        DispatchQueue(label: "sleeping").async {
            let sleeping = (0..<60).compactMap { _ in try? Spawn.start(["sleep", "600"], environment: [:], descriptors: []) }
            isOver.wait()
            for process in sleeping {
                kill(process, SIGKILL)
                _ = ProcessEnding.wait(for: process)
            }
            areGone.signal()
        }
        for number in 0..<60 { #expect(try shell("echo \(number)").output == "\(number)\n") }
        isOver.signal()
        areGone.wait()
    }
}
