import Diagnostics
import Stages
import Testing

@Suite struct MetricsFileTests {
    @Test func keepsEveryValue() throws {
        let points = [
            MetricsFile.Point("ndcg@10", 0.1), MetricsFile.Point("train/loss", step: 3, .nan), MetricsFile.Point("x", -.infinity),
        ]
        let decoded = try MetricsFile.decode(try MetricsFile.encode(points))
        #expect(decoded.map(\.name) == points.map(\.name))
        #expect(decoded.map(\.step) == [nil, 3, nil])
        #expect(decoded[0].value == 0.1 && decoded[1].value.isNaN && decoded[2].value == -.infinity)
    }

    @Test func refusesOtherJSON() {
        #expect(throws: Failure.self) { try MetricsFile.decode(Array("{\"name\": 1}".utf8)) }
    }
}
