import Diagnostics

/// Results on their way out of a store and into another.
extension Store {
    /// An action's record as it is stored, and the files of its output; nil where the store does not know it or lacks a file.
    package func packed(_ key: Digest) throws(Failure) -> (record: [UInt8], files: [ArtifactFile])? {
        guard case .found(let record) = try action(key), artifact(record.manifest).missingFiles.isEmpty else { return nil }
        return (record.encoded, record.manifest.files)
    }

    /// Takes in an action's record, whose objects must have been published. Throws `Failure(.invalidInput)` where it is damaged or names
    /// objects that are not here.
    package func unpack(_ record: [UInt8], in attempt: Attempt) throws(Failure) -> ActionRecord {
        guard let action = ActionRecord(decoding: record) else {
            throw Failure(.invalidInput, "the record of an action is damaged")
        }
        let missing = artifact(action.manifest).missingFiles
        guard missing.isEmpty else {
            throw Failure(
                .invalidInput, "the record of an action names files that did not come with it: \(missing.joined(separator: ", "))")
        }
        try save(action, in: attempt)
        return action
    }
}
