import Foundation
import Parameters
import Spec
import Testing

/// `extends` against a model of it: mappings as dictionaries, merged by the definition.
@Suite struct MergeTests {
    indirect enum Tree: Equatable {
        case leaf(Int)
        case node([String: Tree])

        var yaml: String {
            switch self {
            case .leaf(let value): String(value)
            case .node(let children): "{" + children.map { "\($0.key): \($0.value.yaml)" }.joined(separator: ", ") + "}"
            }
        }

        func merged(_ other: Tree) -> Tree {
            guard case .node(let a) = self, case .node(let b) = other else { return other }
            return .node(a.merging(b) { $0.merged($1) })
        }

        init(_ value: ParameterValue) {
            switch value {
            case .int(let value): self = .leaf(value)
            case .record(let record): self = .node(Dictionary(uniqueKeysWithValues: record.fields.map { ($0.name, Tree($0.value)) }))
            default: self = .leaf(-1)
            }
        }

        static func random(_ generator: inout SplitMix, depth: Int) -> Tree {
            if depth == 0 || generator.next() % 3 == 0 { return .leaf(Int(generator.next() % 100)) }
            return mapping(&generator, depth: depth)
        }

        static func mapping(_ generator: inout SplitMix, depth: Int) -> Tree {
            var children: [String: Tree] = [:]
            for _ in 0..<(generator.next() % 5) {
                children["k\(generator.next() % 5)"] = random(&generator, depth: depth - 1)
            }
            return .node(children)
        }
    }

    @Test(arguments: 0..<40) func lastWinsKeyByKey(seed: Int) throws {
        var generator = SplitMix(state: UInt64(seed))
        let trees = (0..<3).map { _ in Tree.mapping(&generator, depth: 4) }
        let folder = FileManager.default.temporaryDirectory.appending(path: "merge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (index, tree) in trees.enumerated() {
            let head = index == 2 ? "extends: [f0.yaml, f1.yaml]\n" + TestSchema.minimal() : ""
            try (head + "sweep: \(tree.yaml)\n").write(to: folder.appending(path: "f\(index).yaml"), atomically: true, encoding: .utf8)
        }
        let spec = try SpecLoader(schema: TestSchema.schema, environment: [:]).load(file: folder.appending(path: "f2.yaml").path)
        let sweep = try #require(spec.sweep)
        #expect(Tree(sweep) == trees[0].merged(trees[1]).merged(trees[2]))
    }
}
