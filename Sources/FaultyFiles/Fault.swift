/// What goes wrong, and at which of the calls that change something (the first is 1).
package enum Fault: Hashable, Sendable {
    /// The process dies before the call: neither it nor any after it reaches the disk.
    case crash(at: Int)
    /// So does the machine: what was not synced may be gone afterwards (`FaultyFiles.restart`).
    case powerCut(at: Int, Survival)
    /// The call fails with this `errno`, once.
    case error(Int32, at: Int)
    /// From this call on there is no room: whatever needs some fails with ENOSPC, a write after it has written half of what it should.
    case full(at: Int)
    /// From this call on the file system is read-only.
    case readOnly(at: Int)
    /// From this call on no file can be opened (EMFILE).
    case noDescriptors(at: Int)
}

/// What is left, after the power was cut, of changes that were not synced.
package enum Survival: Hashable, Sendable {
    /// Nothing: files have the content and directories the names of the last sync.
    case nothing
    /// All names, but no content: what a journal of metadata alone would leave.
    case namesOnly
    /// For each file and each directory one or the other, by a draw with this seed.
    case some(seed: UInt64)
}
