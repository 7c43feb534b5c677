import Parameters

/// One stage's block of a spec. Its `tag` (such as `model`) chooses one of `cases` (the plug-ins), and with it the other keys.
public struct BlockSchema: Sendable {
    /// The block's key: `train`.
    public var name: String
    /// One line, for people.
    public var documentation: String
    /// The key that chooses the case: `model`.
    public var tag: String
    /// The case where the tag is not written; nil means it must be.
    public var defaultCase: String?
    /// Fields of every case.
    public var common: [FieldDeclaration]
    public var cases: [TaggedCase]
    /// Words that are no case, with what to tell who writes one.
    public var otherWords: [String: String]
    /// The block may be left out; then no stage of it runs. A block that is not optional and left out has its defaults.
    public var isOptional: Bool
    /// The block may hold several configurations by name.
    public var allowsVariants: Bool

    public init(
        _ name: String, _ documentation: String, tag: String, defaultCase: String? = nil, common: [FieldDeclaration] = [],
        cases: [TaggedCase], otherWords: [String: String] = [:], isOptional: Bool = false, allowsVariants: Bool = true
    ) {
        self.name = name
        self.documentation = documentation
        self.tag = tag
        self.defaultCase = defaultCase
        self.common = common
        self.cases = cases
        self.otherWords = otherWords
        self.isOptional = isOptional
        self.allowsVariants = allowsVariants
    }

    /// Whether some case has a key of this name.
    func declares(_ key: String) -> Bool {
        key == tag || common.contains { $0.name == key } || cases.contains { $0.fields.contains { $0.name == key } }
    }

    /// The declaration of a key in a case; with no case, in the first that has it.
    func field(_ key: String, inCase id: String?) -> FieldDeclaration? {
        for candidate in cases where id == nil || candidate.id == id {
            if let field = candidate.fields.first(where: { $0.name == key }) { return field }
        }
        return common.first { $0.name == key }
    }
}

/// What a spec may hold: the one declaration from which validation, messages and the JSON Schema follow.
public struct SpecSchema: Sendable {
    /// In the order of the stages.
    public var blocks: [BlockSchema]
    /// Keys beside the blocks: `experiment` (text, required), `seed`.
    public var top: [FieldDeclaration]
    /// Keys of `sweep` beside `parameters`; empty leaves a sweep as it is written.
    public var sweep: [FieldDeclaration]

    public init(blocks: [BlockSchema], top: [FieldDeclaration], sweep: [FieldDeclaration] = []) {
        self.blocks = blocks
        self.top = top
        self.sweep = sweep
    }

    /// Keys that every spec may have, whatever the schema.
    static let reserved = ["extends", "prepare", "sweep"]

    func block(_ name: String) -> BlockSchema? { blocks.first { $0.name == name } }

    /// All keys at the top of a spec.
    var topKeys: [String] { top.map(\.name) + blocks.map(\.name) + Self.reserved }
}
