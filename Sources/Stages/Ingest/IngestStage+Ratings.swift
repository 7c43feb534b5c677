import Datasets
import Diagnostics
import Spec

extension IngestStage {
    /// Throws, before anything runs, where something needs ratings and the options of ingest say that there are none.
    static func requireRatings(for what: String, hint: String, in run: RunConfiguration) throws {
        guard let block = run.blocks[id], try !DatasetFormats.named(block.caseID).mayGiveRatings(block.values) else { return }
        throw Failure(.invalidInput, "\(what), and this data has none", hint: hint)
    }
}
