import Engine
import RunDatabase

extension RunOutcome.Stage {
    init(_ result: NodeResult) {
        self.init(
            node: result.name, stage: result.stage, key: result.key?.hex, status: result.status.stageStatus, reason: result.reason,
            seconds: result.seconds, artifact: result.artifact?.digest.hex, warnings: result.warnings)
    }

    init(_ node: PlannedNode) {
        self.init(
            node: node.name, stage: node.stage, key: node.key?.hex, status: .cached, reason: node.reason,
            seconds: node.predictedSeconds ?? 0, artifact: node.artifact?.hex, warnings: node.result?.warnings ?? [])
    }
}
