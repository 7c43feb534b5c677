import Spec
import Testing

@Suite(.serialized) struct SpeedTests {
    static let thousandStages: String = {
        var text = TestSchema.minimal("prepare:\n")
        for index in 0..<1_000 {
            text += "  - name: stage_\(index)\n    command: [python3, scripts/step.py, --index, \(index)]\n"
            text += index == 0 ? "    inputs: [data/raw.dat]\n" : "    inputs: [{from: stage_\(index - 1)}]\n"
            text += "    outputs: [out_\(index).dat]\n    parameters: {rate: 0.\(index), label: a}\n"
        }
        return text
    }()

    /// The limit is wide, for busy machines; the figure is printed.
    @Test func aThousandStagesLoadAtOnce() throws {
        var best = Duration.seconds(1_000)
        for _ in 0..<5 {
            let clock = ContinuousClock()
            var count = 0
            let time = try clock.measure {
                count = try TestSchema.load(Self.thousandStages).prepare.count
            }
            #expect(count == 1_000)
            best = min(best, time)
        }
        print("1,000 command stages, \(Self.thousandStages.utf8.count) bytes: \(best)")
        #expect(best < .milliseconds(250))
    }
}
