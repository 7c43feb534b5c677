/// Chooses by the space and the number of trials so far; the default.
///
/// While trials are few a model that learns most from each: `gp`, whose one model over the union of all branches keeps every branch of a
/// conditional space alive. From trial 300 on, with several objectives, or in spaces of more than 50 parameters, `tpe`, whose proposals
/// take milliseconds at any number of trials; with conditions it models each branch. It never looks at the total number of trials, so that
/// raising it changes no trial.
public struct AutoSampler: Sampler {
    public static let id = "auto"
    public static let summary = "chooses by the space and the number of trials: gp, then tpe"

    public init(_ options: NoOptions = NoOptions()) {}

    public func propose(_ number: Int, in space: SearchSpace, after history: History, seed: UInt64) -> Assignment? {
        if history.directions.count == 1 && number < 300 && space.parameters.count <= 50 {
            return GPSampler().propose(number, in: space, after: history, seed: seed)
        }
        var options = TPESampler.Options()
        if history.directions.count == 1 && space.hasConditions { options.grouping = "group" }
        return TPESampler(options).propose(number, in: space, after: history, seed: seed)
    }
}
