/// A file of a model folder.
struct EncoderFile: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case configuration, weights, tokenizer, extra }

    let name: String
    let kind: Kind

    static let checksums = "SHA256SUMS"

    /// What is asked for, in this order: small files first, so that an impossible folder is noticed before the weights.
    static let all: [EncoderFile] =
        [EncoderFile(name: "config.json", kind: .configuration)]
        + ["vocab.txt", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model", "tokenizer.json"].map {
            EncoderFile(name: $0, kind: .tokenizer)
        }
        + [
            "tokenizer_config.json", "special_tokens_map.json", "modules.json", "sentence_bert_config.json",
            "config_sentence_transformers.json", "1_Pooling/config.json",
        ].map { EncoderFile(name: $0, kind: .extra) }
        + [EncoderFile(name: "model.safetensors", kind: .weights)]
}

/// What a server says about a file.
struct RemoteFile: Hashable, Sendable {
    var status: Int
    var size: Int?
    /// Changes with the content.
    var version: String?
    /// SHA-256 of the content, which the hub tells for large files.
    var digest: String?
}
