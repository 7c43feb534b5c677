import Diagnostics
import Parameters
import Spec
import Testing

/// What a scalar's text means for a declared type: expected values by the YAML 1.2 core schema and the rules in the design.
@Suite struct ScalarTests {
    private func decode(_ text: String, as type: ParameterType, environment: [String: String] = [:]) throws -> ParameterValue {
        let block = BlockSchema("b", "", tag: "t", cases: [TaggedCase("c", "", [FieldDeclaration("x", type, "")])])
        let schema = SpecSchema(blocks: [block], top: [FieldDeclaration("experiment", .string, "")])
        let spec = try SpecLoader(schema: schema, environment: environment).load(text: "experiment: e\nb: {t: c, x: \(text)}\n")
        return try #require(spec.blocks["b"]?.first?.values["x"])
    }

    static let int = ParameterType.int(Int.min...Int.max), double = ParameterType.double(.finite)

    @Test(arguments: [("010", 10), ("-7", -7), ("+3", 3), ("0", 0), ("9223372036854775807", Int.max)])
    func integers(text: String, expected: Int) throws { #expect(try decode(text, as: Self.int) == .int(expected)) }

    @Test(arguments: ["5.0", "1_000", "0x10", "1e3", "", "~", "'5'", "9223372036854775808", "--1", "5 5", "[5]", "true", "١"])
    func notIntegers(text: String) { #expect(throws: Failure.self) { try decode(text, as: Self.int) } }

    @Test(arguments: [("1e-3", 0.001), ("5", 5), (".5", 0.5), ("5.", 5), ("-1.10", -1.1), ("1E+2", 100), ("010", 10), ("1e-400", 0)])
    func doubles(text: String, expected: Double) throws { #expect(try decode(text, as: Self.double) == .double(expected)) }

    @Test(arguments: [".inf", "-.inf", ".nan", "NaN", "inf", "1e999", "1e", ".", "0x1p3", "1_0.5", "\"1.5\"", "null"])
    func notDoubles(text: String) { #expect(throws: Failure.self) { try decode(text, as: Self.double) } }

    @Test func zeroHasNoSign() throws {
        guard case .double(let value) = try decode("-0.0", as: Self.double) else { return #expect(Bool(false)) }
        #expect(value.sign == .plus)
    }

    @Test(arguments: [("yes", "yes"), ("010", "010"), ("1.10", "1.10"), ("'null'", "null"), ("\"\"", ""), ("true", "true"), ("a b", "a b")])
    func texts(text: String, expected: String) throws { #expect(try decode(text, as: .string) == .string(expected)) }

    @Test(arguments: ["null", "~", "", "[a]", "{a: b}"])
    func notTexts(text: String) { #expect(throws: Failure.self) { try decode(text, as: .string) } }

    @Test(arguments: ["yes", "no", "on", "True", "1", "'true'", ""])
    func notBooleans(text: String) { #expect(throws: Failure.self) { try decode(text, as: .bool) } }

    @Test(arguments: ["null", "~", ""]) func optionals(text: String) throws {
        #expect(try decode(text, as: .optional(Self.int)) == .null)
    }

    @Test func environmentReplacesText() throws {
        let values = ["N": "7", "EMPTY": "", "T": "yes"]
        #expect(try decode("\"${N}\"", as: Self.int, environment: values) == .int(7))
        #expect(try decode("\"${M:-8}\"", as: Self.int, environment: values) == .int(8))
        #expect(try decode("\"${EMPTY:-8}\"", as: Self.int, environment: values) == .int(8))
        #expect(try decode("\"${EMPTY}\"", as: .string, environment: values) == .string(""))
        #expect(try decode("\"a$${N}$$ $x ${N}${T}\"", as: .string, environment: values) == .string("a${N}$ $x 7yes"))
        #expect(throws: Failure.self) { try decode("\"${M}\"", as: .string, environment: values) }
        #expect(throws: Failure.self) { try decode("\"${1}\"", as: .string, environment: values) }
    }
}
