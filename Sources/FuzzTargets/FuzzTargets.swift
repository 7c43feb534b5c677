import Datasets
import Text

/// Every target there is. A new one is a new file and a line here, and seeds in `Tests/FuzzTests/Corpus`.
public enum FuzzTargets {
    public static let all: [FuzzTarget] =
        [
            specTarget,
            overrideTarget,
            filterTarget,
            jsonTarget,
            canonicalTarget,
            actionRecordTarget,
            archiveTarget,
            runDocumentTarget,
            safetensorsTarget,
            splitFilesTarget,
            attributesTarget,
            encoderConfigurationTarget,
            wordPieceVocabularyTarget,
            sentencePieceModelTarget,
        ]
        + DatasetFormats.all.filter { !$0.pathFields.isEmpty }.map(tableTarget)
        + TokenizerRegistry.all.map(tokenizerTarget)

    public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
