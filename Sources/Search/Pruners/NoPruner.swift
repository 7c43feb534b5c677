import Parameters

/// Every trial runs to its end.
public struct NoPruner: Pruner {
    public static let id = "none"
    public static let summary = "every trial runs to its end"

    public init(_ options: NoOptions = NoOptions()) {}

    public func stops(_ trial: Trial, in history: History) -> Bool { false }
}
