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
        GMF.self,
        MLP.self,
        NeuMF.self,
        ANCF.self,
        ContentProfile.self,
    ]

    public static func definition(_ id: String) -> (any ModelDefinition.Type)? { all.first { $0.id == id } }

    /// Throws `Failure(.invalidInput)` that names the nearest model.
    public static func require(_ id: String) throws -> any ModelDefinition.Type {
        if let found = definition(id) { return found }
        throw Failure(.invalidInput, "unknown model '\(id)'", hint: suggestion(for: id, among: all.map { $0.id }))
    }
}
