import Engine
import Parameters
import Spec

/// Executors that are made of a block of the spec.
extension ForeignWork {
    init(_ block: ResolvedBlock) { self.init(block.block, .list([.string(block.caseID), block.values])) }

    /// The case of the block and its values.
    static func block(_ parameters: ParameterValue) -> (caseID: String, values: ParameterValue)? {
        guard case .list(let parts) = parameters, parts.count == 2, case .string(let caseID) = parts[0] else { return nil }
        return (caseID, parts[1])
    }
}
