import Parameters

/// A model whose score of an item is a sum over the user's items: lists of some users are scored, and scores explained, from the weights of
/// those items alone.
public protocol ItemItemDefinition: ModelDefinition {}

extension ItemItemDefinition {
    public static var userWeights: UserWeights? { ItemItem.userWeights }
    public static var scoresHistories: Bool { true }

    public static func weights(
        of users: [Int32], from source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> [NamedTensor]? { try ItemItem.weights(of: users, from: source) }

    public static func weights(
        having histories: [[Int32]], from source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> [NamedTensor] { try ItemItem.weights(having: histories, from: source) }

    public static func scoreParts(
        _ source: some WeightSource, parameters: ParameterValue, user: ScoredUser, items: [Int32], itemCount: Int
    ) throws -> [ScoreParts]? { try ItemItem.parts(source, user: user, items: items, itemCount: itemCount) }
}
