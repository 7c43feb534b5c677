import Diagnostics
import JSON

extension EncoderConfiguration {
    /// What a `config.json` says. Throws `Failure` with every problem.
    public init(path: String) throws(Failure) { self = try ConfigurationReader.read(path: path) }
}

/// Reads `config.json`. Every problem is found, not the first alone.
struct ConfigurationReader {
    private let path: String
    private let values: [String: JSONValue]
    private var problems: [Diagnostic] = []

    static func read(path: String) throws(Failure) -> EncoderConfiguration {
        guard let bytes = try smallFile(path) else {
            throw Failure(
                .missingInput, "there is no '\(path)'",
                hint: "'model' is the folder of an encoder as Hugging Face lays it out: config.json and model.safetensors")
        }
        let value: JSONValue
        do { value = try JSONValue(parsing: bytes[...]) } catch {
            throw Failure(.invalidInput, "'\(path)' is not JSON: \(error.description)", hint: "fetch the model's folder again")
        }
        guard let members = value.members else {
            throw Failure(.invalidInput, "'\(path)' is not an object", hint: "fetch the model's folder again")
        }
        var reader = ConfigurationReader(path: path, values: Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first })
        let configuration = reader.configuration()
        guard let configuration, reader.problems.isEmpty else { throw Failure(.invalidInput, reader.problems) }
        return configuration
    }

    private init(path: String, values: [String: JSONValue]) {
        self.path = path
        self.values = values
    }

    private mutating func configuration() -> EncoderConfiguration? {
        switch values["model_type"]?.string {
        case "bert": return bert()
        case "distilbert": return distilBERT()
        case "t5", "mt5": return t5()
        case let type:
            let what = type.map { "the model type '\($0)'" } ?? "no model type"
            problem("has \(what)", hint: "encoders of the types bert (MiniLM too), distilbert, t5 and mt5 can be read")
            return nil
        }
    }

    private mutating func bert() -> EncoderConfiguration {
        let dimension = size("hidden_size"), heads = size("num_attention_heads")
        require("position_embedding_type", is: "absolute")
        return EncoderConfiguration(
            family: .bert, vocabularySize: size("vocab_size"), dimension: dimension, layers: size("num_hidden_layers", most: 1000),
            heads: heads, headDimension: share(dimension, heads), feedForward: size("intermediate_size"),
            activation: activation("hidden_act"), normEpsilon: epsilon("layer_norm_eps", 1e-12),
            maximumTokens: size("max_position_embeddings"), segmentTypes: size("type_vocab_size", default: 2))
    }

    private mutating func distilBERT() -> EncoderConfiguration {
        let dimension = size("dim"), heads = size("n_heads")
        return EncoderConfiguration(
            family: .distilbert, vocabularySize: size("vocab_size"), dimension: dimension, layers: size("n_layers", most: 1000),
            heads: heads, headDimension: share(dimension, heads), feedForward: size("hidden_dim"), activation: activation("activation"),
            normEpsilon: 1e-12, maximumTokens: size("max_position_embeddings"))
    }

    private mutating func t5() -> EncoderConfiguration {
        let words = (values["feed_forward_proj"]?.string ?? "relu").split(separator: "-", maxSplits: 1)
        let isGated = words.first == "gated"
        let activation: EncoderConfiguration.Activation
        switch (isGated, words.last) {
        case (true, "gelu"): activation = .geluTanh  // as the library that trained them reads it
        case (_, "relu"): activation = .relu
        case (_, "gelu_new"), (_, "gelu_pytorch_tanh"): activation = .geluTanh
        case (false, "gelu"): activation = .gelu
        default:
            activation = .relu
            problem("has feed_forward_proj '\(words.joined(separator: "-"))'", hint: "relu and gated-gelu can be read")
        }
        let buckets = size("relative_attention_num_buckets", default: 32, most: 1 << 16)
        let distance = size("relative_attention_max_distance", default: 128)
        if problems.isEmpty, buckets % 4 != 0 || distance <= buckets / 4 {
            problem("has \(buckets) buckets of relative positions up to a distance of \(distance)", hint: "usual are 32 up to 128")
        }
        return EncoderConfiguration(
            family: .t5, vocabularySize: size("vocab_size"), dimension: size("d_model"), layers: size("num_layers", most: 1000),
            heads: size("num_heads"), headDimension: size("d_kv"), feedForward: size("d_ff"), activation: activation, isGated: isGated,
            normEpsilon: epsilon("layer_norm_epsilon", 1e-6), maximumTokens: nil,
            positionBuckets: buckets, maximumDistance: distance)
    }

    // MARK: Values

    private mutating func problem(_ what: String, hint: String? = nil) {
        problems.append(.error("'\(path)' \(what)", hint: hint))
    }

    /// At least 1; what is missing or no such number becomes 1 and a problem.
    private mutating func size(_ name: String, default given: Int? = nil, most: Int = 1 << 24) -> Int {
        if let value = values[name]?.int, value >= 1, value <= most { return value }
        if values[name] == nil, let given { return given }
        let what = values[name].map { "'\(name)': \($0)" } ?? "no '\(name)'"
        problem("has \(what)", hint: "'\(name)' is a whole number from 1 to \(most)")
        return 1
    }

    private mutating func epsilon(_ name: String, _ given: Float) -> Float {
        guard let value = values[name] else { return given }
        if let number = value.number, number > 0, number < 1 { return Float(number) }
        problem("has '\(name)': \(value)", hint: "'\(name)' is a small positive number")
        return given
    }

    private mutating func activation(_ name: String) -> EncoderConfiguration.Activation {
        switch values[name]?.string ?? "gelu" {
        case "gelu": return .gelu
        case "gelu_new", "gelu_pytorch_tanh": return .geluTanh
        case "relu": return .relu
        case let other:
            problem("has \(name) '\(other)'", hint: "the activations gelu, gelu_new and relu can be computed")
            return .gelu
        }
    }

    private mutating func require(_ name: String, is wanted: String) {
        guard let value = values[name]?.string, value != wanted else { return }
        problem("has \(name) '\(value)'", hint: "only '\(wanted)' can be computed")
    }

    private mutating func share(_ dimension: Int, _ heads: Int) -> Int {
        if problems.isEmpty, dimension % heads != 0 { problem("divides a width of \(dimension) among \(heads) heads, which leaves a rest") }
        return max(1, dimension / heads)
    }
}
