import Diagnostics

extension Store {
    /// What the store knows of an action.
    public enum Lookup: Sendable {
        case found(ActionRecord)
        case missing
        /// The record was damaged and is now in quarantine.
        case damaged(path: String)
    }

    func actionPath(_ key: Digest) -> String {
        let hex = key.hex
        return "\(root)/actions/\(hex.prefix(2))/\(hex)"
    }

    public func action(_ key: Digest) throws(Failure) -> Lookup {
        try record(at: actionPath(key), key: key)
    }

    /// Whether there is a record, whatever its state.
    package func hasRecord(of key: Digest) -> Bool { files.exists(actionPath(key)) }

    func record(at path: String, key: Digest) throws(Failure) -> Lookup {
        guard let bytes = try files.read(path) else { return .missing }
        guard let record = ActionRecord(decoding: bytes), record.key == key else {
            return .damaged(path: try quarantine(path))
        }
        return .found(record)
    }

    /// Remembers an action whose objects are all published. When this returns, record and objects are durable.
    package func save(_ record: ActionRecord, in attempt: Attempt) throws(Failure) {
        try use(record.key)
        try settle(attempt)
        let path = actionPath(record.key)
        let directory = try directory("actions/\(record.key.hex.prefix(2))")
        try files.replace(path, with: record.encoded, temporary: attempt.temporaryPath())
        try makeDurable(directory)
    }

    /// Makes durable what the attempt has published, for whoever will record it.
    package func settle(_ attempt: Attempt) throws(Failure) {
        for directory in attempt.takePublished() { try makeDurable(directory) }
    }

    /// Takes another process's word that the bytes are what was written: it has written or checked them just now.
    package func trust(_ artifact: Artifact) {
        for file in artifact.manifest.files { markVerified(artifact.location(of: file)) }
    }

    /// Keys of all recorded actions, ascending.
    public func actionKeys() throws(Failure) -> [Digest] {
        try paths(under: "actions").compactMap { path in path.split(separator: "/").last.flatMap { Digest(hex: String($0)) } }.sorted()
    }
}
