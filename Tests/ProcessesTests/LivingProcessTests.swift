import Files
import Glibc
import Processes
import Testing

@Suite(.timeLimit(.minutes(2))) struct LivingProcessTests {
    static let hasPython = (try? HelperProgram.run(["python3", "-c", "pass"]).ending) == .exited(0)

    /// Its first thread has ended: `/proc` shows a zombie, and another thread goes on writing.
    @Test(.enabled(if: hasPython)) func aProcessLivesAsLongAsAnyOfItsThreads() throws {
        let script = """
            import ctypes, os, threading, time
            threading.Thread(target=lambda: time.sleep(60)).start()
            print(os.getpid(), flush=True)
            ctypes.CDLL(None).syscall(60, 0) if os.uname().machine == "x86_64" else ctypes.CDLL(None).syscall(93, 0)
            """
        let peer = try PeerProcess(arguments: ["python3", "-c", script], environment: FileSystem.environment, log: "/dev/null")
        #expect(peer.nextLine() == "\(peer.process)")
        let stat = "/proc/\(peer.process)/stat"
        func fields() throws -> [String] {
            let text = String(decoding: try #require(try FileSystem.local.read(stat)), as: UTF8.self)
            return text.split(separator: ")").last.map { $0.split(separator: " ").map(String.init) } ?? []
        }
        while try fields().first != "Z" { pause(0.005) }
        let identity = ProcessIdentity(
            host: ProcessIdentity.current.host, bootID: ProcessIdentity.current.bootID, pid: Int(peer.process),
            startTicks: try #require(Int(try fields()[19])))
        #expect(identity.isAlive == true)
        peer.kill()
        #expect(peer.wait() == .killed(signal: SIGKILL))
        #expect(identity.isDead)
    }

    @Test func linesAreReadAsTheyCome() throws {
        let peer = try PeerProcess(
            arguments: ["sh", "-c", "echo one; printf tw; sleep 0.2; echo o; read x; echo $x"], environment: FileSystem.environment,
            log: "/dev/null", leads: false)
        #expect(peer.read(waiting: -1) == .line("one"))
        #expect(peer.read(waiting: 1) == .silence)
        #expect(peer.read(waiting: -1) == .line("two"))
        #expect(peer.read(waiting: 20) == .silence)
        peer.send("three")
        #expect(peer.read(waiting: -1) == .line("three"))
        #expect(peer.read(waiting: -1) == .end)
        #expect(peer.wait() == .exited(0))
    }

    @Test func signalsHaveNames() {
        #expect(SignalName.text(SIGSEGV) == "signal 11 (SIGSEGV)")
        #expect(SignalName.text(SIGKILL) == "signal 9 (SIGKILL)")
        #expect(SignalName.text(63) == "signal 63")
    }
}
