import Diagnostics

/// Every model there is, in the order in which `pipeline models` lists them.
public enum ModelRegistry {
    public static let all: [any ModelDefinition.Type] = [
        Popularity.self,
        BiasBaseline.self,
        ItemKNN.self,
        EASE.self,
        ImplicitALS.self,
        MatrixFactorization.self,
        BPRMF.self,
        GMF.self,
        MLP.self,
        NeuMF.self,
        ANCF.self,
        DCNv2.self,
        LightGCN.self,
        NGCF.self,
        TwoTower.self,
        ContentProfile.self,
        NCFProfile.self,
        DeepCooperativeNetwork.self,
    ]

    /// Words that people may take for a model, with what to tell them.
    public static let otherWords = ["deepconn": "DeepCoNN is 'model: dcn' with 'text_encoder: cnn'"]

    /// What to tell who asked for a model that there is not.
    public static func hint(for id: String) -> String? { otherWords[id] ?? suggestion(for: id, among: all.map { $0.id }) }

    public static func definition(_ id: String) -> (any ModelDefinition.Type)? { all.first { $0.id == id } }

    /// Throws `Failure(.invalidInput)` that names the nearest model.
    public static func require(_ id: String) throws -> any ModelDefinition.Type {
        if let found = definition(id) { return found }
        throw Failure(.invalidInput, "unknown model '\(id)'", hint: hint(for: id))
    }
}
