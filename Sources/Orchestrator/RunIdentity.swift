import Diagnostics
import Engine
import Store

/// A run is one configuration on one content of its input files: the same again is the same run, so its id follows from both.
struct RunIdentity {
    /// Ten hexadecimal digits.
    var id: String
    var digest: Digest

    /// Hashes external files that the store does not know yet.
    init(_ run: PlannedRun, of experiment: Experiment, store: Store) throws(Failure) {
        var encoder = CanonicalEncoder()
        encoder.encode("pipeline run")
        encoder.encode(1)
        encoder.encode(experiment.name)
        encoder.encode(run.variant)
        encoder.encodeList(count: run.nodes.count)
        for name in run.nodes {
            guard let node = experiment.graph[name] else { continue }
            encoder.encode(node.stage)
            encoder.encode(node.codeVersion)
            encoder.encode(node.parameters)
            node.seed.map { encoder.encode($0) } ?? encoder.encodeNull()
            encoder.encodeList(count: node.files.count)
            for file in node.files {
                encoder.encode(file.name)
                encoder.encode(try store.fileDigest(file.path))
            }
        }
        digest = encoder.digest
        id = String(digest.hex.prefix(10))
    }
}

/// A planned run with the id under which the database has it.
package struct IdentifiedRun: Sendable {
    package var id: String
    package var plan: PlannedRun
    /// Of the resolved configuration, in hexadecimal.
    package var digest: String
}
