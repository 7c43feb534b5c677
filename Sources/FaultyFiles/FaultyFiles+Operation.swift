extension FaultyFiles {
    /// What `FaultyFiles` was asked to do.
    package enum Operation: String, Hashable, Sendable {
        case create, write, synchronize, synchronizeDirectory, rename, unlink, makeDirectory, removeDirectory, link, changeMode

        var needsRoom: Bool {
            switch self {
            case .create, .write, .synchronize, .makeDirectory, .link: true
            case .synchronizeDirectory, .rename, .unlink, .removeDirectory, .changeMode: false
            }
        }
    }
}
