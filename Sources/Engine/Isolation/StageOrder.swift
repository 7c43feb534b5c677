import Parameters
import Store

/// All that another process needs to do a stage's work: the node, what it reads, and who executes it. It travels as one line.
package struct StageOrder: Sendable {
    package var work: ForeignWork
    package var threads: Int
    package var isForced: Bool
    package var components: ActionComponents
    package var name: String
    var budget: Set<String>
    var files: [Node.ExternalFile]
    var inputs: [Input]

    /// Another node's output, as far as the stage reads it. Its bytes have been checked.
    struct Input: Sendable {
        var name: String
        var node: String
        var files: [String]?
        var manifest: ArtifactManifest
    }

    init(_ node: Node, _ work: ForeignWork, components: ActionComponents, inputs: [String: Artifact], threads: Int, isForced: Bool) {
        self.work = work
        self.threads = threads
        self.isForced = isForced
        self.components = components
        name = node.name
        budget = node.budgetParameters
        files = node.files
        self.inputs = node.inputs.compactMap { input in
            inputs[input.name].map { Input(name: input.name, node: input.node, files: input.files, manifest: $0.manifest) }
        }
    }

    func node(executor: any StageExecutor) -> Node {
        Node(
            name: name, stage: components.stage, codeVersion: components.codeVersion, parameters: components.parameters,
            budgetParameters: budget, seed: components.seed, files: files,
            inputs: inputs.map { Node.Input($0.name, from: $0.node, files: $0.files) }, executor: executor)
    }
}

// MARK: As text

extension StageOrder {
    /// The canonical encoding in hexadecimal digits, so that every value arrives as it was, a NaN too.
    package var text: String {
        var encoder = CanonicalEncoder()
        encoder.encode(value)
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: encoder.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    package init?(text: String) {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue.map(UInt8.init) }
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        var decoder = CanonicalDecoder(bytes, count: bytes.count)
        guard let value = try? decoder.value(), decoder.isAtEnd, let order = StageOrder(value) else { return nil }
        self = order
    }

    private var value: ParameterValue {
        .record([
            ("work", .list([.string(work.stage), work.parameters])), ("name", .string(name)), ("stage", .string(components.stage)),
            ("code_version", .int(components.codeVersion)), ("parameters", components.parameters),
            ("budget", .list(budget.sorted().map { .string($0) })),
            ("seed", components.seed.map { .int(Int(bitPattern: UInt($0))) } ?? .null),
            ("file_digests", Self.value(components.files)), ("input_digests", Self.value(components.inputs)),
            ("files", .list(files.map { .list([.string($0.name), .string($0.path)]) })), ("inputs", .list(inputs.map(Self.value))),
            ("threads", .int(threads)), ("forced", .bool(isForced)),
        ])
    }

    private static func value(_ digests: [ActionComponents.NamedDigest]) -> ParameterValue {
        .list(digests.map { .list([.string($0.name), .string($0.digest.hex)]) })
    }

    private static func value(_ input: Input) -> ParameterValue {
        .list([
            .string(input.name), .string(input.node), input.files.map { .list($0.map { .string($0) }) } ?? .null,
            .list(input.manifest.files.map { .list([.string($0.name), .string($0.digest.hex), .int($0.size)]) }),
        ])
    }

    private init?(_ value: ParameterValue) {
        guard let work = value["work"]?.items, work.count == 2, let workStage = work[0].text, let name = value["name"]?.text,
            let stage = value["stage"]?.text, case .int(let codeVersion)? = value["code_version"],
            let parameters = value["parameters"], let budget = value["budget"]?.texts, case .int(let threads)? = value["threads"],
            case .bool(let isForced)? = value["forced"],
            let fileDigests = value["file_digests"].flatMap(Self.digests), let inputDigests = value["input_digests"].flatMap(Self.digests),
            let files = value["files"]?.items?.map(\.texts), let inputs = value["inputs"]?.items?.map(Self.input),
            files.allSatisfy({ $0?.count == 2 }), inputs.allSatisfy({ $0 != nil })
        else { return nil }
        self.work = ForeignWork(workStage, work[1])
        (self.name, self.budget, self.threads, self.isForced) = (name, Set(budget), threads, isForced)
        var seed: UInt64?
        if case .int(let number)? = value["seed"] { seed = UInt64(UInt(bitPattern: number)) }
        components = ActionComponents(
            stage: stage, codeVersion: codeVersion, parameters: parameters, seed: seed, inputs: inputDigests, files: fileDigests)
        self.files = files.compactMap { $0.map { Node.ExternalFile($0[0], at: $0[1]) } }
        self.inputs = inputs.compactMap(\.self)
    }

    private static func digests(_ value: ParameterValue) -> [ActionComponents.NamedDigest]? {
        let pairs = value.items?.map { item -> ActionComponents.NamedDigest? in
            guard let texts = item.texts, texts.count == 2, let digest = Digest(hex: texts[1]) else { return nil }
            return ActionComponents.NamedDigest(texts[0], digest)
        }
        return pairs.flatMap { pairs in pairs.contains { $0 == nil } ? nil : pairs.compactMap(\.self) }
    }

    private static func input(_ value: ParameterValue) -> Input? {
        guard let parts = value.items, parts.count == 4, let name = parts[0].text, let node = parts[1].text,
            let listed = parts[3].items
        else { return nil }
        let files = listed.compactMap { item -> ArtifactFile? in
            guard let parts = item.items, parts.count == 3, let name = parts[0].text, let digest = parts[1].text.flatMap(Digest.init(hex:)),
                case .int(let size) = parts[2]
            else { return nil }
            return ArtifactFile(name: name, digest: digest, size: size)
        }
        guard files.count == listed.count else { return nil }
        return Input(name: name, node: node, files: parts[2].texts, manifest: ArtifactManifest(files))
    }
}

extension ParameterValue {
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
    fileprivate var items: [ParameterValue]? { if case .list(let items) = self { items } else { nil } }
    /// Nil where it is no list of texts.
    fileprivate var texts: [String]? {
        guard let items else { return nil }
        let texts = items.compactMap(\.text)
        return texts.count == items.count ? texts : nil
    }
}
