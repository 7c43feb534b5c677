import Parameters

/// `optimizer: {name: adam, learning_rate: 0.001}`.
public enum OptimizerOptions: ParameterConvertible, Hashable {
    case adam(AdamOptions)
    /// Adam with decoupled weight decay.
    case adamw(AdamOptions)
    case sgd(SGDOptions)
    case adagrad(AdaGradOptions)

    public static let parameterType = ParameterType.tagged(
        tag: "name",
        [
            TaggedCase("adam", "adaptive moments (Kingma & Ba 2015)", AdamOptions.declarations),
            TaggedCase(
                "adamw", "adam with weight_decay taken from the weights, not added to the gradient (Loshchilov & Hutter 2019)",
                AdamOptions.declarations),
            TaggedCase("sgd", "stochastic gradient descent, with momentum on request", SGDOptions.declarations),
            TaggedCase("adagrad", "step sizes by accumulated squares (Duchi et al. 2011)", AdaGradOptions.declarations),
        ])

    public init?(parameterValue: ParameterValue) {
        guard case .record(let record) = parameterValue, case .string(let name)? = record["name"] else { return nil }
        do {
            switch name {
            case "adam": self = .adam(try AdamOptions(resolved: parameterValue))
            case "adamw": self = .adamw(try AdamOptions(resolved: parameterValue))
            case "sgd": self = .sgd(try SGDOptions(resolved: parameterValue))
            case "adagrad": self = .adagrad(try AdaGradOptions(resolved: parameterValue))
            default: return nil
            }
        } catch { return nil }
    }

    public var parameterValue: ParameterValue {
        switch self {
        case .adam(let options): tagged("adam", options)
        case .adamw(let options): tagged("adamw", options)
        case .sgd(let options): tagged("sgd", options)
        case .adagrad(let options): tagged("adagrad", options)
        }
    }

    private func tagged(_ name: String, _ options: some ParameterRecord) -> ParameterValue {
        guard case .record(var record) = options.parameterValue else { return .string(name) }
        record["name"] = .string(name)
        return .record(record)
    }

    func rule(weightDecay: Double) -> any UpdateRule {
        switch self {
        case .adam(let options): Adam(options, weightDecay: weightDecay, isDecoupled: false)
        case .adamw(let options): Adam(options, weightDecay: weightDecay, isDecoupled: true)
        case .sgd(let options): SGD(options: options, weightDecay: weightDecay)
        case .adagrad(let options): AdaGrad(options: options, weightDecay: weightDecay)
        }
    }
}
