import Diagnostics
import Files
import Glibc
import Parameters

/// A training's states, one directory an epoch: `checkpoints/ab/<chain>/00000012/` with its files and their `record`. They are not
/// objects because most of them are dropped again: a directory that nobody shares can be removed without asking who else needs its content.
extension Store {
    package static let recordName = ".record"

    package func checkpointDirectory(_ chain: Digest) -> String {
        let hex = chain.hex
        return "\(root)/checkpoints/\(hex.prefix(2))/\(hex)"
    }

    /// Epochs that have a checkpoint, ascending.
    package func checkpointEpochs(_ chain: Digest) throws(Failure) -> [Int] {
        try files.list(checkpointDirectory(chain)).compactMap { Int($0) }.sorted()
    }

    /// Nil when there is none, or when it is damaged; then it is in quarantine and `damaged` says where.
    package func checkpoint(_ chain: Digest, epoch: Int, damaged: (String) -> Void) throws(Failure) -> Artifact? {
        let directory = checkpointDirectory(chain) + "/" + Self.epochName(epoch)
        while let found = FileStatus(path: directory)?.inode {
            let path = "\(directory)/\(Self.recordName)"
            if let bytes = try files.read(path), let record = ActionRecord(decoding: bytes), record.key == Self.checkpointKey(chain, epoch)
            {
                let artifact = Artifact(manifest: record.manifest, store: self, directory: directory)
                if artifact.wrongFiles.isEmpty { return artifact }
            }
            // Whoever trains may have dropped the epoch meanwhile, or made it anew.
            guard FileStatus(path: directory)?.inode == found else { continue }
            damaged(try quarantine(directory))
            return nil
        }
        return nil
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
        files.removeTree(away)
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
