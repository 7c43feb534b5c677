import Layers
import Tensor
import Testing

/// Fixtures/exact.json was written by Fixtures/make.py: PyTorch's dense Adam in float64.
private struct ExactFixture: Decodable {
    struct Case: Decodable {
        let name: String
        let result: [Double]
    }
    let start: [Float]
    let steps: Int
    let events: [[Int]]
    let gradients: [[Float]]
    let cases: [Case]
}

@Suite struct ExactAdamTests {
    static let rows = 6, columns = 19

    static func setting(_ name: String, _ embeddings: SparseUpdates) -> (OptimizerOptions, decay: Double, LearningRateSchedule) {
        var options = AdamOptions(), schedule = LearningRateSchedule()
        options.learningRate = 0.01
        options.embeddings = embeddings
        if name == "adam-slow" { (options.beta1, options.beta2) = (0.99, 0.9999) }
        if name == "adam-odd" { options.beta2 = 0.5 }
        if name.hasSuffix("cosine") { (schedule.shape, schedule.totalEpochs, schedule.warmupSteps) = (.cosine, 3, 100) }
        let decay = name == "adamw-cosine" ? 1 : name == "adamw" || name == "adam-decay" ? 0.1 : 0
        return (name.hasPrefix("adamw") ? .adamw(options) : .adam(options), decay, schedule)
    }

    /// Three epochs of 1000 steps, most of which touch no row at all.
    private func train(_ name: String, _ embeddings: SparseUpdates, _ fixture: ExactFixture) -> [Float] {
        let network = Network(capacity: Self.rows, weights: WeightStore(seed: 1), isTraining: true)
        let rows = RowsUnderTest(network, rows: Self.rows, columns: Self.columns, start: fixture.start)
        let (options, decay, schedule) = Self.setting(name, embeddings)
        let optimizer = Optimizer(options, weightDecay: decay, schedule: schedule, network: network)
        var next = 0
        for step in 0..<fixture.steps {
            if step % 1000 == 0 { optimizer.beginEpoch(step / 1000 + 1, steps: 1000) }
            var gradients: [(row: Int, values: [Float])] = []
            while next < fixture.events.count, fixture.events[next][0] == step {
                gradients.append((fixture.events[next][1], fixture.gradients[next]))
                next += 1
            }
            rows.backward(gradients)
            optimizer.takeStep()
            if step % 1000 == 999 { optimizer.endEpoch() }
        }
        return rows.table.storage.array
    }

    @Test func rarelyTouchedRowsEndWhereDenseAdamTakesThem() throws {
        let fixture = try LayersFixture.load(ExactFixture.self, "exact")
        let moved = zip(fixture.cases[0].result, fixture.start).map { abs($0 - Double($1)) }
        #expect(moved.min() ?? 0 > 1e-4, "every weight moves in this fixture, those with tiny gradients too")
        for expected in fixture.cases {
            let distance = { (result: [Float]) in
                zip(result, expected.result).map { abs(Double($0) - $1) / max(1, abs($1)) }.max() ?? .infinity
            }
            let exact = distance(train(expected.name, .exact, fixture)), dense = distance(train(expected.name, .dense, fixture))
            // Dense Adam in Float is itself off where v underflows (β₂ = .5).
            #expect(exact <= max(2e-6, 1.1 * dense) && dense < 1e-4, "\(expected.name): exact \(exact), dense \(dense) from float64")
            #expect(distance(train(expected.name, .lazy, fixture)) > 1e-3, "\(expected.name): lazy is something else")
        }
    }

    /// Reading a row makes up for what it missed; the others wait for the end of the epoch.
    @Test func readersSeeRowsAsDenseAdamLeavesThem() throws {
        let fixture = try LayersFixture.load(ExactFixture.self, "exact")
        var tables: [SparseUpdates: [[Float]]] = [:]
        for embeddings in [SparseUpdates.exact, .dense] {
            let network = Network(capacity: Self.rows, weights: WeightStore(seed: 1), isTraining: true)
            let rows = RowsUnderTest(network, rows: Self.rows, columns: Self.columns, start: fixture.start)
            let optimizer = Optimizer(Self.setting("adam", embeddings).0, network: network)
            optimizer.beginEpoch(1, steps: 60)
            rows.backward([(0, fixture.gradients[0]), (1, fixture.gradients[1])])
            optimizer.takeStep()
            for _ in 0..<40 { optimizer.takeStep() }
            rows.backward([(0, [Float](repeating: 0, count: Self.columns))])
            tables[embeddings, default: []].append(rows.table.storage.array)
            optimizer.endEpoch()
            tables[embeddings, default: []].append(rows.table.storage.array)
        }
        let exact = try #require(tables[.exact]), dense = try #require(tables[.dense])
        let row = { (table: [Float], row: Int) in Array(table[row * Self.columns..<(row + 1) * Self.columns]) }
        for (a, b) in zip(row(exact[0], 0), row(dense[0], 0)) { #expect(abs(a - b) < 2e-6) }
        #expect(zip(row(exact[0], 1), row(dense[0], 1)).contains { abs($0 - $1) > 1e-3 }, "row 1 has not been read")
        for (a, b) in zip(exact[1], dense[1]) { #expect(abs(a - b) < 2e-6) }
    }
}
