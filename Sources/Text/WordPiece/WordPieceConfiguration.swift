import Diagnostics
import JSON

/// What a `tokenizer_config.json` says about BERT's tokenizer; all of it may be left out.
struct WordPieceConfiguration {
    var lowercase: Bool?
    var stripAccents: Bool?
    var splitsIdeographs: Bool?
    var names: [Role: String] = [:]

    /// Special tokens by the names of their settings.
    enum Role: String, CaseIterable {
        case unknown = "unk_token", padding = "pad_token", begin = "cls_token", end = "sep_token", mask = "mask_token"

        var usual: String {
            switch self {
            case .unknown: "[UNK]"
            case .padding: "[PAD]"
            case .begin: "[CLS]"
            case .end: "[SEP]"
            case .mask: "[MASK]"
            }
        }
    }

    init() {}

    init(bytes: [UInt8], path: String) throws {
        do {
            let value = try JSONValue(parsing: bytes[...])
            guard value.members != nil else { throw JSONParser.Problem(message: "an object is expected", offset: 0) }
            lowercase = value["do_lower_case"]?.bool
            stripAccents = value["strip_accents"]?.bool
            splitsIdeographs = value["tokenize_chinese_chars"]?.bool
            for role in Role.allCases {
                // Either the text or an object that describes the token.
                if let name = value[role.rawValue]?.string ?? value[role.rawValue]?["content"]?.string { names[role] = name }
            }
        } catch let problem as JSONParser.Problem {
            throw Failure(.invalidInput, "'\(path)' is no tokenizer configuration: \(problem)")
        }
    }

    func name(_ role: Role) -> String { names[role] ?? role.usual }
}
