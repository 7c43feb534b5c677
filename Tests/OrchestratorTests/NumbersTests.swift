import Diagnostics
import Engine
import Foundation
import Models
import Orchestrator
import RunDatabase
import Testing

/// The same spec and seed give the same bits for every registered model: whatever runs beside it, on however many threads, however often it
/// was interrupted, and whatever the cache had already. A model is tested by being listed.
@Suite final class NumbersTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "pipeline-numbers-\(UUID())").path

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: folder) }

    // MARK: Specs

    /// All models as variants: those that read texts of reviews in one spec, all others in another, whose items have features.
    enum Kind: CaseIterable {
        case features, documents

        var definitions: [any ModelDefinition.Type] {
            ModelRegistry.all.filter { ($0.documents == .none) == (self == .features) }
        }

        /// Three epochs of every model, or fewer.
        func spec(epochs: Int) -> String {
            let models = definitions.map { "  \($0.id): \(NumbersTests.settings($0, epochs: epochs))\n" }.joined()
            return switch self {
            case .features:
                """
                experiment: numbers
                seed: 7
                ingest: {format: synthetic, users: 40, items: 30, interactions: 500}
                split: {strategy: leave-one-out, order: random}
                encode: {encoder: features, item: {genres: multi, title: text}}
                train:
                \(models)evaluate: {protocol: full-ranking, metrics: [ndcg, recall], cutoffs: [5]}

                """
            case .documents:
                """
                experiment: texts
                seed: 7
                ingest: {format: amazon-reviews, reviews: reviews.json}
                tokenize: {tokenizer: word, fields: [review.summary, review.text]}
                split: {strategy: leave-one-out, order: time}
                encode: {encoder: documents, max_tokens: 16, min_count: 1}
                train:
                \(models)evaluate: {protocol: rating, metrics: [mse]}

                """
            }
        }
    }

    /// Small sizes for whatever a model has of these.
    private static func settings(_ definition: any ModelDefinition.Type, epochs: Int) -> String {
        let small = [
            "embedding_dim": "8", "factors": "8", "batch_size": "64", "hidden": "4", "fusion_dim": "4", "window": "3",
            "layers": hasWidths(definition) ? "[16, 8]" : "2",
        ]
        let words = definition.fields.compactMap { field in small[field.name].map { "\(field.name): \($0)" } }
        return "{" + (["model: \(definition.id)"] + words + (definition.isIterative ? ["epochs: \(epochs)"] : [])).joined(separator: ", ")
            + "}"
    }

    /// `layers` is a list of widths, or (of graphs) their number.
    private static func hasWidths(_ definition: any ModelDefinition.Type) -> Bool {
        if case .int? = definition.fields.first(where: { $0.name == "layers" })?.defaultValue { false } else { true }
    }

    private static let reviews: String = {
        var lines = ""
        for user in 0..<10 {
            for item in 0..<7 where (user + item) % 3 != 0 || item > 4 {
                let rating = 1 + (user * 2 + item * 3) % 5
                lines += """
                    {"reviewerID": "u\(user)", "asin": "i\(item)", "overall": \(rating), "summary": "stars\(rating)", \
                    "reviewText": "word\(user)x\(item) is good", "unixReviewTime": \(1000 + item)}

                    """
            }
        }
        return lines
    }()

    // MARK: Running

    private struct Bits: Equatable {
        /// Digests by node.
        var artifacts: [String: String] = [:]
        var metrics: [String: [String: UInt64]] = [:]
    }

    private func run(
        _ kind: Kind, in workspace: String, epochs: Int = 3, jobs: Int = 1, threads: Int = 1, cancellation: CancellationToken = .init()
    ) throws -> RunOutcome {
        let file = "\(folder)/\(workspace)-\(epochs).yaml"
        try Data(kind.spec(epochs: epochs).utf8).write(to: URL(fileURLWithPath: file))
        try Data(Self.reviews.utf8).write(to: URL(fileURLWithPath: "\(folder)/reviews.json"))
        let runner = try Runner(try Experiment(file: file), workspace: Workspace(option: "\(folder)/\(workspace)"))
        return try runner.run(RunRequest(jobs: jobs, threads: threads, isQuiet: true), cancellation: cancellation)
    }

    private func bits(_ outcome: RunOutcome) -> Bits {
        #expect(outcome.failures.isEmpty && !outcome.wasInterrupted, "\(outcome.failures)")
        var bits = Bits()
        for run in outcome.runs {
            for stage in run.stages { bits.artifacts[stage.node] = stage.artifact }
            // Times are no results.
            let figures = run.metrics.filter { !$0.name.contains("seconds") }
            bits.metrics[run.variant] = Dictionary(figures.map { ($0.name, $0.value.bitPattern) }) { $1 }
        }
        return bits
    }

    // MARK: Tests

    @Test(arguments: Kind.allCases) func theSameBitsForEveryModel(kind: Kind) throws {
        let expected = bits(try run(kind, in: "one"))
        for definition in kind.definitions {
            #expect(kind.definitions.count == 1 || expected.artifacts["train/\(definition.id)"] != nil, "\(definition.id) was not trained")
        }
        #expect(expected.metrics.count == kind.definitions.count && expected.metrics.values.allSatisfy { !$0.isEmpty })

        #expect(bits(try run(kind, in: "two", jobs: 2)) == expected, "two jobs")
        #expect(bits(try run(kind, in: "eight", jobs: 8, threads: 2)) == expected, "eight jobs of two threads")

        // Epochs from the cache, in another process's words: a shorter training first.
        _ = try run(kind, in: "longer", epochs: 1, jobs: 2)
        #expect(bits(try run(kind, in: "longer", jobs: 2)) == expected, "gone on after one epoch")

        let again = try run(kind, in: "one", jobs: 8)
        #expect(again.isUpToDate && bits(again) == expected, "all from the cache")
    }

    /// Stopped again and again, each time a little later.
    @Test(arguments: Kind.allCases) func theSameBitsHoweverOftenInterrupted(kind: Kind) throws {
        var interruptions = 0, patience = 0.003
        while true {
            let token = CancellationToken()
            let moment = patience
            // A thread of its own: the shared queues have other tests to do.
            Thread.detachNewThread {
                Thread.sleep(forTimeInterval: moment)
                token.cancel()
            }
            let outcome = try run(kind, in: "interrupted", jobs: 2, cancellation: token)
            guard outcome.wasInterrupted else {
                #expect(bits(outcome) == bits(try run(kind, in: "undisturbed")))
                break
            }
            interruptions += 1
            patience *= 1.3
        }
        #expect(interruptions > 0)
    }
}
