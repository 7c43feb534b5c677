import Diagnostics

/// Reads a spec and the bases that it `extends`, and lays them over each other. Every file is read once.
final class FileLoader {
    static let maximumChain = 16

    private let problems: Problems
    private let references: EnvironmentReferences
    private var merged: [SourceReader.Identity: SpecNode] = [:]
    private(set) var files: [String] = []

    init(problems: Problems, references: EnvironmentReferences) {
        self.problems = problems
        self.references = references
    }

    /// The spec in a file, merged; nil after reporting why there is none.
    func load(_ path: String) throws(Failure) -> SpecNode? {
        try load(path, chain: [])
    }

    func load(text: String, name: String) throws(Failure) -> SpecNode? {
        files.append(name)
        return try merge(Array(text.utf8), name: name, chain: [])
    }

    private func load(_ path: String, chain: [SourceReader.Identity]) throws(Failure) -> SpecNode? {
        let bytes = try SourceReader.bytes(of: path)
        let identity = SourceReader.identity(of: path)
        if let identity, let known = merged[identity] { return known }
        files.append(path)
        let node = try merge(bytes, name: path, chain: chain + (identity.map { [$0] } ?? []))
        if let identity, let node { merged[identity] = node }
        return node
    }

    private func merge(_ bytes: [UInt8], name: String, chain: [SourceReader.Identity]) throws(Failure) -> SpecNode? {
        guard let (source, index) = SourceReader.source(bytes, name: name, folder: folder(of: name), problems: problems) else { return nil }
        var composer = Composer(source, index: index, references: references, problems: problems)
        guard let root = composer.compose() else { return nil }
        guard let entries = root.entries else {
            problems.report(
                root.isNull ? "the spec is empty" : "a spec is a mapping, not \(root.kind)", at: root.place,
                hint: "start with 'experiment: NAME'")
            return nil
        }
        let own = SpecNode(content: .mapping(entries.filter { $0.key != "extends" }), place: root.place)
        guard let extends = entries.last(where: { $0.key == "extends" }) else { return own }
        var result: SpecNode?
        for base in bases(extends.value) {
            guard let node = try self.base(base.text, at: base.place, in: source, chain: chain) else { return nil }
            result = result?.merged(with: node) ?? node
        }
        return result?.merged(with: own) ?? own
    }

    private func bases(_ node: SpecNode) -> [(text: String, place: Place)] {
        let items = node.items ?? [node]
        return items.compactMap { item in
            if let scalar = item.scalar, !scalar.isNull, !scalar.text.isEmpty { return (scalar.text, item.place) }
            problems.report("'extends' must be a path or a list of paths, is \(item.kind)", at: item.place)
            return nil
        }
    }

    private func base(_ text: String, at place: Place, in source: SourceText, chain: [SourceReader.Identity]) throws(Failure) -> SpecNode? {
        let path = text.hasPrefix("/") || source.folder.isEmpty ? text : joined(source.folder, text)
        if let identity = SourceReader.identity(of: path), chain.contains(identity) {
            problems.report("'\(path)' extends itself, directly or through others", at: place, hint: "remove one of the extends")
            return nil
        }
        guard chain.count < Self.maximumChain else {
            problems.report("extends is nested deeper than \(Self.maximumChain) files", at: place)
            return nil
        }
        do {
            return try load(path, chain: chain)
        } catch  where error.code == .missingInput {
            let hint = "the path is relative to the folder that \(source.name) is in"
            problems.report("no such base: \(path)", at: place, hint: hint, code: .missingInput)
            return nil
        }
    }
}
