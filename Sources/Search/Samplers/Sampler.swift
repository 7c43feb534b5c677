import Parameters

/// Proposes the parameters of trials. Pure: the proposal is a function of the arguments alone, so that a sweep that was interrupted, or
/// whose number of trials was raised, goes on as if nothing had happened.
///
/// Rules, held by the contract suite over `SamplerRegistry.all`:
/// - the proposal is a point of the space (`space.contains`), whatever the history holds: failed trials, NaN, trials still running,
///   values that are infinite, trials without constraints;
/// - randomness is keyed by (seed, number): it depends neither on how often nor in which process it is asked;
/// - trials with a number of at least `number` are not looked at.
public protocol Sampler: Sendable {
    associatedtype Options: ParameterRecord

    /// The word in a spec.
    static var id: String { get }
    /// One line, for people.
    static var summary: String { get }

    init(_ options: Options)

    /// Why this sampler cannot search a space, as a sentence with what to do, or nil.
    static func refusal(of space: SearchSpace, objectives: Int) -> String?

    /// The parameters of trial `number` (from 0), or nil where every point has been proposed.
    func propose(_ number: Int, in space: SearchSpace, after history: History, seed: UInt64) -> Assignment?
}

extension Sampler {
    public static func refusal(of space: SearchSpace, objectives: Int) -> String? { nil }
}

/// The options of samplers and pruners that have none.
public struct NoOptions: ParameterRecord {
    public init() {}
    public static let fields: [Field<NoOptions>] = []
}
