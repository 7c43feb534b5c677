import Glibc
import Parameters

extension LearningRateSchedule {
    /// cos π x.
    func cosine(_ x: Double) -> Double { Glibc.cos(.pi * x) }

    private static let warmupField = FieldDeclaration(
        "warmup_steps", .int(0...100_000_000), default: .int(0),
        "steps (batches, from the start of training) over which the rate rises in equal parts")
    private static let totalField = FieldDeclaration(
        "total_epochs", .int(1...100_000),
        "epoch at whose end the decay is complete; later epochs stay there. Not tied to 'epochs', so that a longer run can continue a "
            + "shorter one")
    private static let finalField = FieldDeclaration(
        "final_fraction", .double(.unit), default: .double(0), "what is left of the learning rate at the end")
    private static let everyField = FieldDeclaration("every", .int(1...100_000), default: .int(10), "epochs from one drop to the next")

    private static func factorField(_ standard: Double, _ documentation: String) -> FieldDeclaration {
        FieldDeclaration("factor", .double(DoubleRange(0, 1, excludesLower: true)), default: .double(standard), documentation)
    }

    public static let parameterType = ParameterType.tagged(
        tag: "name",
        [
            TaggedCase("constant", "the same rate throughout", [warmupField]),
            TaggedCase("step", "a drop every few epochs", [everyField, factorField(0.1, "what each drop leaves"), warmupField]),
            TaggedCase("exponential", "a little less every epoch", [factorField(0.95, "what each epoch leaves of the rate"), warmupField]),
            TaggedCase("linear", "a straight line down to the final fraction, step by step", [totalField, finalField, warmupField]),
            TaggedCase("cosine", "half a cosine down to the final fraction, step by step", [totalField, finalField, warmupField]),
        ])

    public init?(parameterValue: ParameterValue) {
        guard case .record(let record) = parameterValue, case .string(let name)? = record["name"], let shape = Shape(rawValue: name)
        else { return nil }
        self.shape = shape
        for field in record.fields where field.name != "name" {
            switch (field.name, field.value) {
            case ("warmup_steps", .int(let value)): warmupSteps = value
            case ("every", .int(let value)): every = value
            case ("total_epochs", .int(let value)): totalEpochs = value
            case ("factor", let value): factor = Double(parameterValue: value) ?? .nan
            case ("final_fraction", let value): finalFraction = Double(parameterValue: value) ?? .nan
            default: return nil
            }
        }
        guard factor.isFinite, finalFraction.isFinite else { return nil }
    }

    public var parameterValue: ParameterValue {
        let name = ("name", ParameterValue.string(shape.rawValue)), warmup = ("warmup_steps", ParameterValue.int(warmupSteps))
        let fraction = ParameterValue.double(factor)
        return switch shape {
        case .constant: .record([name, warmup])
        case .step: .record([name, ("every", .int(every)), ("factor", fraction), warmup])
        case .exponential: .record([name, ("factor", fraction), warmup])
        case .linear, .cosine:
            .record([name, ("total_epochs", .int(totalEpochs)), ("final_fraction", .double(finalFraction)), warmup])
        }
    }
}
