import Diagnostics

/// Where a model folder comes from: a name on the hub, or the address of a folder.
public struct EncoderSource: Hashable, Sendable {
    public static let hub = "https://huggingface.co"

    /// Address of the folder, ending with a slash.
    public let address: String
    /// What the folder is called here.
    public let name: String

    /// - Parameters:
    ///   - text: `NAME`, `OWNER/NAME`, or an http or https address.
    ///   - hub: the server of names, as in HF_ENDPOINT.
    ///   - revision: branch, tag or commit of a name.
    public init(_ text: String, hub: String = EncoderSource.hub, revision: String = "main") throws {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if text.hasPrefix("http://") || text.hasPrefix("https://") {
            guard let host = parts.dropFirst(2).first, !host.isEmpty, !text.contains(where: { $0.isWhitespace || $0 == "?" || $0 == "#" })
            else { throw Failure(.usage, "'\(text)' is no address of a folder") }
            address = text.hasSuffix("/") ? text : text + "/"
            let last = parts.dropFirst(3).last { !$0.isEmpty }
            name = last.flatMap { Self.isPlain($0) ? $0 : nil } ?? "encoder"
            return
        }
        guard (1...2).contains(parts.count), parts.allSatisfy(Self.isPlain), Self.isPlain(revision) else {
            throw Failure(
                .usage, "'\(text)' is no name of a model",
                hint: "a name is like sentence-transformers/all-MiniLM-L6-v2; an address begins with https://")
        }
        address = "\(hub.hasSuffix("/") ? String(hub.dropLast()) : hub)/\(text)/resolve/\(revision)/"
        name = parts[parts.count - 1]
    }

    /// Letters, digits, dots, dashes and underscores of ASCII, the first no dot or dash: safe in addresses and as a file's name.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first != ".", first != "-", text.utf8.count <= 96 else { return false }
        return text.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || [".", "-", "_"].contains($0))
        }
    }
}
