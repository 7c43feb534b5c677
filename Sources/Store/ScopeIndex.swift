import Diagnostics
import Files

/// Which key each node of a scope (an experiment) had when it last succeeded. It only serves to say why something runs: nothing is
/// lost with it but explanations.
package struct ScopeIndex: Sendable {
    package private(set) var keys: [String: Digest] = [:]

    package init() {}

    init(bytes: [UInt8]) {
        let count = bytes.count - 32
        guard count >= 0, Digest(hashing: Array(bytes[..<count])) == Digest(bytes: bytes[count...]) else { return }
        var decoder = CanonicalDecoder(bytes, count: count), keys: [String: Digest] = [:]
        do {
            for _ in 0..<(try decoder.list()) { keys[try decoder.string()] = try decoder.digest() }
            self.keys = keys
        } catch { return }
    }

    package subscript(name: String) -> Digest? {
        get { keys[name] }
        set { keys[name] = newValue }
    }

    var encoded: [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.encodeList(count: keys.count)
        for (name, key) in keys.sorted(by: { $0.key < $1.key }) {
            encoder.encode(name)
            encoder.encode(key)
        }
        return encoder.bytes + encoder.digest.bytes
    }
}

extension Store {
    private func scopePath(_ scope: String) -> String { "\(root)/scopes/\(Digest(hashing: Array(scope.utf8)).hex)" }

    package func scopeIndex(_ scope: String) throws(Failure) -> ScopeIndex {
        guard let bytes = try files.read(scopePath(scope)) else { return ScopeIndex() }
        return ScopeIndex(bytes: bytes)
    }

    /// Adds to what is there, which another process may have changed meanwhile.
    package func updateScopeIndex(_ scope: String, with changes: [String: Digest]) throws(Failure) {
        if changes.isEmpty { return }
        _ = try directory("scopes")
        let lock = try FileLock.acquire(try lockPath(Digest(hashing: Array("scope \(scope)".utf8))), in: files)
        defer { withExtendedLifetime(lock) {} }
        var index = try scopeIndex(scope)
        for (name, key) in changes { index[name] = key }
        let attempt = try attempt()
        try files.replace(scopePath(scope), with: index.encoded, temporary: attempt.temporaryPath(), durable: false)
    }
}
