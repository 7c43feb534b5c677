import Spec
import Testing

@Suite struct LargeSpecTests {
    static let thousandStages: String = {
        var text = TestSchema.minimal("prepare:\n")
        for index in 0..<1_000 {
            text += "  - name: stage_\(index)\n    command: [python3, scripts/step.py, --index, \(index)]\n"
            text += index == 0 ? "    inputs: [data/raw.dat]\n" : "    inputs: [{from: stage_\(index - 1)}]\n"
            text += "    outputs: [out_\(index).dat]\n    parameters: {rate: 0.\(index), label: a}\n"
        }
        return text
    }()

    @Test func aThousandStagesLoad() throws {
        #expect(try TestSchema.load(Self.thousandStages).prepare.count == 1_000)
    }
}
