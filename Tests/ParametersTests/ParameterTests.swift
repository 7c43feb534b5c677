import Parameters
import Testing

private enum Loss: String, ParameterChoice { case mse, bce }

private struct Adam: NestedParameters {
    var learningRate = 0.001
    init() {}
    static let fields: [Field<Self>] = [Field("learning_rate", \.learningRate, in: .positive, "step size")]
}

private struct Example: ParameterRecord {
    var dimension = 32
    var loss = Loss.bce
    var seed: Int?
    var names: [String] = ["a"]
    var optimizer = Adam()
    var path = ""
    init() {}
    static let fields: [Field<Self>] = [
        Field("dimension", \.dimension, in: 1...4096, "size"), Field("loss", \.loss, "loss"),
        Field("seed", \.seed, in: 0...10, "seed", isAxis: true), Field("names", \.names, "names"),
        Field("optimizer", \.optimizer, "optimizer"), Field("path", \.path, type: .path, required: true, "input"),
    ]
}

@Suite struct ParameterTests {
    @Test func declarationsFollowFromTheStruct() {
        let byName = Dictionary(uniqueKeysWithValues: Example.declarations.map { ($0.name, $0) })
        #expect(byName["dimension"]?.type == .int(1...4096))
        #expect(byName["dimension"]?.defaultValue == .int(32))
        #expect(byName["loss"]?.type == .choice(["mse", "bce"]))
        #expect(byName["seed"]?.defaultValue == .null)
        #expect(byName["seed"]?.isAxis == true)
        #expect(byName["path"]?.defaultValue == nil)
        #expect(byName["optimizer"]?.defaultValue == .record([("learning_rate", .double(0.001))]))
    }

    @Test func resolvedValuesDecode() throws {
        let value = ParameterValue.record([
            ("dimension", .int(8)), ("loss", .string("mse")), ("seed", .int(3)), ("names", .list([.string("x"), .string("y")])),
            ("optimizer", .record([("learning_rate", .int(1))])), ("path", .string("p")), ("of_another_record", .bool(true)),
        ])
        let example = try Example(resolved: value)
        #expect(example.dimension == 8 && example.loss == .mse && example.seed == 3 && example.names == ["x", "y"])
        #expect(example.optimizer.learningRate == 1 && example.path == "p")
        #expect(try Example(resolved: example.parameterValue).parameterValue == example.parameterValue)
    }

    @Test func optionalsTakeNull() throws {
        #expect(try Example(resolved: .record([("seed", .null)])).seed == nil)
    }

    @Test func mismatchesAreNamed() {
        #expect(throws: ParameterMismatch(path: "dimension", value: .string("8"))) {
            try Example(resolved: .record([("dimension", .string("8"))]))
        }
    }

    @Test func recordsAreEqualWhateverTheOrder() {
        let a = ParameterValue.record([("b", .int(1)), ("a", .int(2))]), b = ParameterValue.record([("a", .int(2)), ("b", .int(1))])
        #expect(a == b)
        #expect(a.flattened().map(\.path) == ["a", "b"])
        #expect(ParameterValue.record([("a", .int(1)), ("a", .int(2))]) == .record([("a", .int(2))]))
    }

    @Test func flattenedNamesEveryScalar() {
        let value = ParameterValue.record([
            ("o", .record([("x", .double(0.5))])), ("l", .list([.int(1), .int(2)])), ("m", .list([.record([("k", .null)])])),
            ("e", .record([])),
        ])
        #expect(value.flattened().map { "\($0.path)=\($0.value)" } == ["e={}", "l=[1, 2]", "m.0.k=null", "o.x=0.5"])
    }

    @Test func doubleRangesKnowTheirEnds() {
        #expect(!DoubleRange.positive.contains(0) && DoubleRange.positive.contains(.leastNonzeroMagnitude))
        #expect(DoubleRange.unit.contains(1) && !DoubleRange.belowOne.contains(1))
        #expect(!DoubleRange.finite.contains(.nan) && !DoubleRange.finite.contains(.infinity))
    }
}
