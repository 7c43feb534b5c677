import Diagnostics
import Foundation
import Testing
import Transformers

/// Folders that are incomplete, of two models, or made to harm: each is a clear error, with every problem.
@Suite struct HostileFolderTests {
    private func failure(_ folder: String) throws -> Failure {
        let error = #expect(throws: Failure.self) { try TextEncoder(folder: folder) }
        return try #require(error)
    }

    @Test func missingFiles() throws {
        try withScratch { path in
            let nothing = try failure(path)
            #expect(nothing.code == .missingInput && nothing.description.contains("config.json") && nothing.diagnostics[0].hint != nil)
            try FileManager.default.copyItem(atPath: Fixture.folder + "/bert/config.json", toPath: path + "/config.json")
            let half = try failure(path)
            #expect(half.code == .missingInput && half.description.contains("model.safetensors") && half.diagnostics[0].hint != nil)
        }
    }

    @Test(arguments: [0, 7, 100, 5_000, 50_000]) func truncatedWeights(length: Int) throws {
        try withScratch { path in
            try FileManager.default.copyItem(atPath: Fixture.folder + "/bert/config.json", toPath: path + "/config.json")
            let bytes = try Data(contentsOf: URL(fileURLWithPath: Fixture.folder + "/bert/model.safetensors"))
            try bytes.prefix(length).write(to: URL(fileURLWithPath: path + "/model.safetensors"))
            let failure = try failure(path)
            #expect(failure.code == .invalidInput && failure.description.contains("not a valid safetensors file"))
        }
    }

    @Test func everyTensorThatIsWrongIsNamed() throws {
        try withScratch { path in
            var tensors = try weights("bert")
            tensors["encoder.layer.1.output.dense.bias"] = nil
            tensors["embeddings.LayerNorm.weight"] = nil
            tensors["encoder.layer.0.attention.self.key.weight"] = ([Float](repeating: 0, count: 24), [24, 1])
            try write(tensors, configuration: "bert", to: path)
            let failure = try failure(path)
            #expect(failure.code == .invalidInput && failure.diagnostics.count == 3)
            #expect(failure.description.contains("encoder.layer.1.output.dense.bias"))
            #expect(failure.description.contains("embeddings.LayerNorm.weight"))
            #expect(failure.description.contains("[24, 1], not [24, 24]"))
            #expect(failure.diagnostics.contains { $0.hint != nil })
        }
    }

    @Test func aConfigurationOfAnotherModel() throws {
        try withScratch { path in
            try write(try weights("t5"), configuration: "bert", to: path)
            #expect(try failure(path).diagnostics.count > 20)
        }
        try withScratch { path in
            try write(try weights("bert"), configuration: "bert", replacing: ["\"vocab_size\": 50": "\"vocab_size\": 51"], to: path)
            #expect(try failure(path).description.contains("the shape [50, 24], not [51, 24]"))
        }
    }

    @Test func numbersThatAreNone() throws {
        try withScratch { path in
            var tensors = try weights("mt5")
            tensors["encoder.block.1.layer.1.DenseReluDense.wo.weight"]?.values[5] = .nan
            try write(tensors, configuration: "mt5", to: path)
            #expect(try failure(path).description.contains("DenseReluDense.wo.weight"))
        }
        // The table of token vectors is not read when the encoder is; its values are noticed when they are used.
        try withScratch { path in
            var tensors = try weights("bert")
            tensors["embeddings.word_embeddings.weight"]?.values[24 * 7] = .infinity
            try write(tensors, configuration: "bert", to: path)
            let encoder = try TextEncoder(folder: path)
            #expect(throws: Failure.self) { try encoder.encode(offsets: [0, 2], tokens: [3, 7], Pooling(.mean)) }
            #expect(throws: Failure.self) { try encoder.encodeTokens(offsets: [0, 2], tokens: [3, 7]) }
            #expect(try encoder.encode(offsets: [0, 2], tokens: [3, 8], Pooling(.mean)).count == 24)
        }
    }

    /// Every problem of a configuration at once; sizes that would overflow are refused.
    @Test func hostileConfigurations() throws {
        try withScratch { path in
            try #"{"model_type": "bert", "hidden_size": 9223372036854775807, "num_attention_heads": 0, "hidden_act": "swish"}"#
                .write(toFile: path + "/config.json", atomically: true, encoding: .utf8)
            let failure = try failure(path)
            for word in ["hidden_size", "num_attention_heads", "hidden_act 'swish'", "vocab_size", "intermediate_size"] {
                #expect(failure.description.contains(word))
            }
            #expect(failure.diagnostics.allSatisfy { $0.hint != nil })
        }
        let texts = [
            "", "[]", "null", "{", #"{"model_type": "gpt2"}"#, #"{"model_type": 3}"#, "{}", String(repeating: "[", count: 100_000),
            #"{"model_type":"t5","d_model":16,"d_kv":8,"d_ff":8,"num_layers":1,"num_heads":2,"vocab_size":9,"relative_attention_num_buckets":2}"#,
        ]
        for text in texts {
            try withScratch { path in
                try text.write(toFile: path + "/config.json", atomically: true, encoding: .utf8)
                #expect(try failure(path).code == .invalidInput)
            }
        }
    }

    @Test func tokensThatTheModelDoesNotKnow() throws {
        let encoder = try TextEncoder(folder: Fixture("bert").path)
        for tokens in [[50], [-1], [Int32.max], [Int32.min]] as [[Int32]] {
            let error = #expect(throws: Failure.self) { try encoder.encode(offsets: [0, 1], tokens: tokens, Pooling(.mean)) }
            #expect(error?.diagnostics[0].hint?.contains("vocabulary") == true)
        }
        let long = [Int32](repeating: 1, count: 61)
        #expect(throws: Failure.self) { try encoder.encode(offsets: [0, 61], tokens: long, Pooling(.mean)) }
    }

    /// The same weights under the names that other tools give them.
    @Test(arguments: [("bert", "bert."), ("bert", "model."), ("distilbert", "model."), ("t5", "model."), ("bert", "0.auto_model.")])
    func prefixes(name: String, prefix: String) throws {
        let fixture = try Fixture(name)
        let expected = try TextEncoder(folder: fixture.path).encode(offsets: fixture.offsets, tokens: fixture.tokens, Pooling(.mean))
        try withScratch { path in
            let plain = try weights(name).map { name, tensor in
                (prefix + (name.hasPrefix("distilbert.") ? String(name.dropFirst(11)) : name), tensor)
            }
            try write(Dictionary(uniqueKeysWithValues: plain), configuration: name, to: path)
            let vectors = try TextEncoder(folder: path).encode(offsets: fixture.offsets, tokens: fixture.tokens, Pooling(.mean))
            #expect(vectors == expected)
        }
    }
}
