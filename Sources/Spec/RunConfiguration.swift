import Diagnostics
import Parameters

/// One run: one configuration of every block that the spec has.
public struct RunConfiguration: Hashable, Sendable {
    /// One value of an axis.
    public struct AxisValue: Hashable, Sendable {
        /// The field's name; with the block's before it (`split.fold`) where two axes of the spec have the same.
        public var name: String
        public var value: ParameterValue
    }

    /// Unique in the spec: the variants' names and the axes' values, `ancf@seed=1,fold=2`, or `default`.
    public var variant: String
    /// The label without the axes' values: runs of one group differ only in those.
    public var group: String
    public var axes: [AxisValue]
    /// By block name; each field has one value and no block has axes.
    public var blocks: [String: ResolvedBlock]
    public var top: ParameterValue
    /// All configurations of each block, of which `blocks` holds the chosen one. A field with an axis has the axis' first value.
    public var variants: [String: [ResolvedBlock]]

    /// The same run with another variant of one block; nil where the block has none of that name.
    public func choosing(variant: String, of block: String) -> RunConfiguration? {
        guard var chosen = variants[block]?.first(where: { $0.variant == variant }) else { return nil }
        chosen.axes = []
        var run = self
        run.blocks[block] = chosen
        return run
    }
}

extension ResolvedSpec {
    /// The Cartesian product over the blocks' variants, in the order of the blocks, and within each the product over the axes (those of the
    /// top first, the last varies fastest). Throws where there are more than `limit` runs.
    public func expand(limit: Int = 10_000) throws(Failure) -> [RunConfiguration] {
        let present = blockOrder.compactMap { blocks[$0] }
        let count = runCount(present)
        guard count <= limit else {
            let message = "the spec expands to \(count == .max ? "far too many" : String(count)) runs; at most \(limit) are allowed"
            throw Failure(.invalidInput, [.error(message, hint: "split it into several specs, or use fewer variants and values")])
        }
        return product(present).flatMap(runs)
    }

    private func runCount(_ present: [[ResolvedBlock]]) -> Int {
        var total = saturatingProduct(topAxes)
        for variants in present {
            let size = variants.reduce(0) { saturate($0.addingReportingOverflow(saturatingProduct($1.axes))) }
            total = saturate(total.multipliedReportingOverflow(by: size))
        }
        return total
    }

    private func saturatingProduct(_ axes: [Axis]) -> Int {
        axes.reduce(1) { saturate($0.multipliedReportingOverflow(by: $1.values.count)) }
    }

    private func saturate(_ result: (partialValue: Int, overflow: Bool)) -> Int {
        result.overflow ? .max : result.partialValue
    }

    private func product(_ present: [[ResolvedBlock]]) -> [[ResolvedBlock]] {
        present.reduce([[]]) { chosen, variants in chosen.flatMap { prefix in variants.map { prefix + [$0] } } }
    }

    /// The runs of one choice of variants: one for each combination of the axes' values.
    private func runs(of chosen: [ResolvedBlock]) -> [RunConfiguration] {
        let names = chosen.compactMap(\.variant)
        let group = names.isEmpty ? "default" : names.joined(separator: ".")
        var plain = RunConfiguration(variant: group, group: group, axes: [], blocks: [:], top: top, variants: blocks)
        for var block in chosen {
            block.axes = []
            plain.blocks[block.block] = block
        }
        var result = [plain]
        for axis in topAxes {
            result = result.flatMap { run in
                axis.values.map { run.choosing($0, for: axis.name, in: nil, label: label(axis, in: nil, of: chosen)) }
            }
        }
        for block in chosen {
            for axis in block.axes {
                let label = label(axis, in: block, of: chosen)
                result = result.flatMap { run in axis.values.map { run.choosing($0, for: axis.name, in: block.block, label: label) } }
            }
        }
        return result.map { $0.labelled() }
    }

    private func label(_ axis: Axis, in block: ResolvedBlock?, of chosen: [ResolvedBlock]) -> String {
        guard let block else { return axis.name }
        let others = topAxes.map(\.name) + chosen.filter { $0.block != block.block }.flatMap { $0.axes.map(\.name) }
        return others.contains(axis.name) ? "\(block.block).\(axis.name)" : axis.name
    }
}

extension RunConfiguration {
    fileprivate func choosing(_ value: ParameterValue, for field: String, in block: String?, label: String) -> RunConfiguration {
        var run = self
        run.axes.append(AxisValue(name: label, value: value))
        if let block {
            run.blocks[block]?.values.replace(field, with: value)
        } else {
            run.top.replace(field, with: value)
        }
        return run
    }

    fileprivate func labelled() -> RunConfiguration {
        guard !axes.isEmpty else { return self }
        var run = self
        run.variant = group + "@" + axes.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
        return run
    }
}

extension ParameterValue {
    fileprivate mutating func replace(_ field: String, with value: ParameterValue) {
        guard case .record(var record) = self else { return }
        record[field] = value
        self = .record(record)
    }
}
