import Diagnostics
import Safetensors

/// A split as one file, `split.safetensors`: `train.users`, `train.items`, `train.ratings`, `train.timestamps`, the same for
/// `validation.` and `test.`, and `candidates.offsets`, `candidates.values` where candidates were given; metadata `users`, `items` with
/// the counts, `time_unit`, `ratings` (`none`: each is 1), and `test.empty`: why the test part is empty, where it is.
public enum SplitFiles {
    public static func write(_ split: DataSplit, make: FileMaker) throws {
        var metadata = InteractionTensors.metadata(
            userCount: split.userCount, itemCount: split.itemCount, hasRatings: split.hasRatings)
        metadata["test.empty"] = split.emptyTestReason
        var writer = SafetensorsWriter(metadata: metadata)
        try InteractionTensors.add(split.train, "train.", to: &writer)
        try InteractionTensors.add(split.validation, "validation.", to: &writer)
        try InteractionTensors.add(split.test, "test.", to: &writer)
        if let candidates = split.testCandidates { try RaggedLists.add(candidates, "candidates", to: &writer) }
        try make("split.safetensors", writer.write)
    }

    /// `path` gives the real path of a file by its name.
    public static func read(path: (String) throws -> String) throws -> DataSplit {
        let file = try SafetensorsFile(path: path("split.safetensors"))
        let (users, items) = try InteractionTensors.counts(of: file)
        let part = { try InteractionTensors.read($0, of: file, userCount: users, itemCount: items) }
        let test = try part("test.")
        var split = DataSplit(
            train: try part("train."), validation: try part("validation."), test: test,
            testCandidates: try DatasetFiles.candidates(of: file, for: test, itemCount: items), userCount: users, itemCount: items)
        split.hasRatings = InteractionTensors.hasRatings(file)
        split.emptyTestReason = file.metadata["test.empty"]
        return split
    }
}
