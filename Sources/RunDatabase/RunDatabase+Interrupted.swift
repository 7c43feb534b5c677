import Diagnostics
import GRDB
import Processes

extension RunDatabase {
    /// Marks runs that say `running` while their process is gone.
    func recordInterruptedRuns() throws(Failure) {
        let dead = try queue.attempt(path) { database in try deadRuns(database) }
        guard !dead.isEmpty else { return }
        try write { database in
            for id in try deadRuns(database) {
                try database.execute(sql: "UPDATE runs SET status = 'interrupted' WHERE id = ?", arguments: [id])
                try insert(EventRecord(run: id, kind: "interrupted", message: "the process ended without saying how"), database)
            }
        }
    }

    /// Of processes on other machines as far as their leases tell.
    func isDead(_ process: ProcessIdentity) -> Bool { (process.isAlive ?? leases?.isAlive(process)) == false }

    /// From here on other machines see that this process is at work.
    func holdLease() throws(Failure) {
        guard let leases else { return }
        try lease.withLock { (lease) throws(Failure) in
            guard lease == nil else { return }
            lease = try ProcessLease.hold(in: leases.directory)
            leases.sweep()
        }
    }

    /// Ids of runs that say `running` while their process is gone.
    func deadRuns(_ database: Database) throws -> [String] {
        try Row.fetchAll(
            database, sql: "SELECT id, host, boot_id, pid, process_start FROM runs WHERE status = 'running'"
        ).filter { isDead(ProcessIdentity(host: $0[1], bootID: $0[2], pid: $0[3], startTicks: $0[4])) }.map { $0[0] }
    }
}
