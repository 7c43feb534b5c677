import Diagnostics
import Engine
import Foundation
import Models
import Safetensors
import Store

/// The state after one epoch: everything needed to go on with the same bits.
struct TrainingCheckpoint {
    static let stateFile = "state.safetensors"
    static let historyFile = "history.json"

    var history: TrainingHistory
    var state: [NamedTensor]

    init(history: TrainingHistory, state: [NamedTensor]) {
        self.history = history
        self.state = state
    }

    init(artifact: Artifact) throws {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        history = try decoder.decode(TrainingHistory.self, from: Data(try artifact.bytes(Self.historyFile)))
        state = try SafetensorsFile(path: try artifact.path(Self.stateFile)).namedTensors()
    }

    func write(_ files: CheckpointWriter) throws {
        var writer = SafetensorsWriter()
        try writer.add(state)
        let file = try files.createFile(Self.stateFile)
        try writer.write { try file.write($0) }
        try file.finish()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        try files.write([UInt8](try encoder.encode(history)), to: Self.historyFile)
    }
}
