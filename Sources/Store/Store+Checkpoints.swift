import Diagnostics
import Files
import Glibc
import Parameters

/// A training's states, one directory an epoch: `checkpoints/ab/<chain>/00000012/` with its files and their `record`. They are not
/// objects because most of them are dropped again: a directory that nobody shares can be removed without asking who else needs its content.
///
/// A directory is a checkpoint if its record is in it. It is published by one rename of the whole, with the record written last, and
/// removed by a rename to a private place and then record first. So what a process leaves that dies in between, or what a rename carries
/// away that the kernel was about to do for a process already counted as dead, is never taken for a checkpoint that lost its files.
extension Store {
    package static let recordName = ".record"

    package func checkpointDirectory(_ chain: Digest) -> String {
        let hex = chain.hex
        return "\(root)/checkpoints/\(hex.prefix(2))/\(hex)"
    }

    /// Epochs that have a checkpoint, ascending.
    package func checkpointEpochs(_ chain: Digest) throws(Failure) -> [Int] {
        let directory = checkpointDirectory(chain)
        return try files.list(directory).filter { files.exists("\(directory)/\($0)/\(Self.recordName)") }.compactMap { Int($0) }.sorted()
    }

    /// The state after an epoch, for whoever holds the chain's lock: nobody else publishes, drops or moves it meanwhile. Nil when there is
    /// none, or when it is damaged; then it is in quarantine and `damaged` says where.
    package func checkpoint(_ chain: Digest, epoch: Int, damaged: (String) -> Void) throws(Failure) -> Artifact? {
        switch try examine(chain, epoch) {
        case .whole(let artifact): return artifact
        case .missing: return nil
        case .damaged(let directory):
            damaged(try quarantine(directory))
            return nil
        }
    }

    private enum Examined {
        case whole(Artifact)
        case missing
        case damaged(directory: String)
    }

    private func examine(_ chain: Digest, _ epoch: Int) throws(Failure) -> Examined {
        let directory = checkpointDirectory(chain) + "/" + Self.epochName(epoch)
        guard let bytes = try files.read("\(directory)/\(Self.recordName)") else { return .missing }
        guard let record = ActionRecord(decoding: bytes), record.key == Self.checkpointKey(chain, epoch) else {
            return .damaged(directory: directory)
        }
        let artifact = Artifact(manifest: record.manifest, store: self, directory: directory)
        return artifact.wrongFiles.isEmpty ? .whole(artifact) : .damaged(directory: directory)
    }

    /// Checks an epoch while others may be at work on the chain: where it went into quarantine, nil otherwise. What looks damaged is looked
    /// at again with the chain's lock; whoever holds that checks by itself what it reads, and may be replacing the epoch just now.
    func verifyCheckpoint(_ chain: Digest, epoch: Int) throws(Failure) -> String? {
        guard case .damaged = try examine(chain, epoch), let lock = try FileLock.tryAcquire(try lockPath(chain), in: files) else {
            return nil
        }
        defer { withExtendedLifetime(lock) {} }
        guard case .damaged(let directory) = try examine(chain, epoch) else { return nil }
        return try quarantine(directory)
    }

    /// Publishes a directory in which `files` and nothing else have been written durably. It takes the place of what was there
    /// for the epoch.
    package func saveCheckpoint(
        _ chain: Digest, epoch: Int, components: ActionComponents, staging: String, files: [ArtifactFile], seconds: Double,
        in attempt: Attempt
    ) throws(Failure) -> Artifact {
        let manifest = ArtifactManifest(files)
        let record = ActionRecord(
            key: Self.checkpointKey(chain, epoch), components: components, manifest: manifest, seconds: seconds,
            created: FileSystem.now() / 1_000_000)
        try self.files.replace("\(staging)/\(Self.recordName)", with: record.encoded, temporary: attempt.temporaryPath())
        try self.files.synchronizeDirectory(staging)
        let parent = checkpointDirectory(chain), directory = "\(parent)/\(Self.epochName(epoch))"
        try self.files.makeDirectories(parent)
        do { try self.files.operations.rename(staging, to: directory) } catch {
            guard error.number == EEXIST || error.number == ENOTEMPTY else {
                throw .system("publish the checkpoint", directory, error.number)
            }
            // Left there by a process that computed the same epoch; ours was just made, so it is the one to trust.
            try dropCheckpoint(chain, epoch: epoch, in: attempt)
            try self.files.rename(staging, to: directory)
        }
        try makeDurable(parent)
        for file in files { markVerified("\(directory)/\(file.name)") }
        return Artifact(manifest: manifest, store: self, directory: directory)
    }

    /// Removes an epoch: renamed away first, so that nobody sees half of it.
    package func dropCheckpoint(_ chain: Digest, epoch: Int, in attempt: Attempt) throws(Failure) {
        let directory = checkpointDirectory(chain) + "/" + Self.epochName(epoch), away = attempt.temporaryPath()
        do { try files.operations.rename(directory, to: away) } catch  where error.number == ENOENT { return } catch {
            throw .system("remove the checkpoint", directory, error.number)
        }
        files.removeTree(away, first: Self.recordName)
    }

    /// Removes directories of a chain that are no checkpoints: publishing or removing them was cut off. For whoever holds the chain's lock.
    package func dropUnfinishedCheckpoints(_ chain: Digest, in attempt: Attempt) throws(Failure) {
        let directory = checkpointDirectory(chain)
        for name in try files.list(directory) where !files.exists("\(directory)/\(name)/\(Self.recordName)") {
            guard let epoch = Int(name) else { continue }
            try dropCheckpoint(chain, epoch: epoch, in: attempt)
        }
    }

    func markVerified(_ path: String) { state.withLock { _ = $0.verified.insert(path) } }

    private static func epochName(_ epoch: Int) -> String {
        let digits = String(epoch)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    private static func checkpointKey(_ chain: Digest, _ epoch: Int) -> Digest {
        var encoder = CanonicalEncoder()
        encoder.encode("pipeline checkpoint")
        encoder.encode(chain)
        encoder.encode(epoch)
        return encoder.digest
    }
}

extension ActionComponents {
    /// The key of what a stage with these parameters made of pieces of any inputs.
    package func library(of parameters: ParameterValue) -> (key: Digest, components: ActionComponents) {
        let components = ActionComponents(stage: stage, codeVersion: codeVersion, parameters: parameters, files: files)
        return (components.key(purpose: "pipeline library"), components)
    }

    /// The key of the chain of epochs: everything but the top-level parameters that only say how far to go.
    package func chain(without budget: Set<String>) -> (key: Digest, components: ActionComponents) {
        var components = self
        if case .record(var record) = parameters {
            for name in budget { record[name] = nil }
            components.parameters = .record(record)
        }
        return (components.key(purpose: "pipeline checkpoint chain"), components)
    }
}
