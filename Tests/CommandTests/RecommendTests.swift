import Foundation
import Testing

/// `pipeline recommend` and `pipeline similar` on a workspace that the commands made.
@Suite struct RecommendTests {
    private struct Answer: Decodable {
        struct Item: Decodable {
            struct Part: Decodable { var item: String; var value: Double }
            struct Sum: Decodable { var items: [Part]; var other_items: Double; var terms: [String: Double] }
            var rank: Int
            var item: String
            var score: Double
            var held_out: Bool
            var sum: Sum?
            var most_alike: [Part]?
        }
        var user: String?
        var basis: String
        var remark: String?
        var items: [Item]
    }

    static let spec = """
        experiment: asked
        seed: 7
        ingest: {format: csv, interactions: ratings.csv, items: items.csv}
        split: {strategy: leave-one-out, order: random}
        train:
          knn: {model: item-knn}
          ials: {model: ials, factors: 3, epochs: 2}
          popularity: {model: popularity}
        evaluate: {protocol: full-ranking, metrics: [ndcg], cutoffs: [2]}

        """

    static let items = """
        item,title
        book,A Book
        film,A Film
        song,"Song, a"
        play,The Play
        poem,Poem

        """

    private func bench() throws -> Bench {
        let bench = try Bench(["exp.yaml": Self.spec, "ratings.csv": Specs.ratings, "items.csv": Self.items])
        try bench.run()
        return bench
    }

    private func ask(_ bench: Bench, _ arguments: String...) throws -> [Answer] {
        let output = try bench.start(["recommend"] + arguments + ["--format", "json"]).wait()
        #expect(output.code == 0, "\(output.stderr)")
        return try JSONDecoder().decode([Answer].self, from: Data(output.stdout.utf8))
    }

    @Test func unseenItemsOnlyAndTheSumIsTheScore() throws {
        let bench = try bench()
        let answer = try #require(try ask(bench, "asked/knn", "--user", "ada", "--explain").first)
        #expect(answer.user == "ada" && answer.basis == "model")
        // Of three items one is in test, one in validation, one in training: two are left out of five.
        #expect(answer.items.count == 3 && answer.items.map(\.rank) == [1, 2, 3])
        #expect(answer.items.count { $0.held_out } == 1)
        let own: Set = ["book", "film", "song"]
        #expect(answer.items.count { own.contains($0.item) } == 1, "the one of the test part")
        for item in answer.items {
            let sum = try #require(item.sum)
            #expect(abs(sum.items.reduce(0) { $0 + $1.value } + sum.other_items - item.score) < 1e-6)
        }
        #expect(zip(answer.items, answer.items.dropFirst()).allSatisfy { $0.score >= $1.score })
    }

    @Test func factorModelsNameWhatIsAlike() throws {
        let bench = try bench()
        let answer = try #require(try ask(bench, "asked/ials", "--user", "bob", "--explain", "--top", "2").first)
        #expect(answer.items.count == 2 && answer.items.allSatisfy { $0.most_alike?.isEmpty == false && $0.sum == nil })
        let text = try bench.pipeline("recommend", "asked/ials", "--user", "bob", "--explain")
        #expect(text.stdout.contains("no sum over items"))
    }

    @Test func unknownUsersGetPopularItemsAndAreTold() throws {
        let bench = try bench()
        let answers = try ask(bench, "asked/knn", "--user", "adda", "--user", "cat")
        #expect(answers.map(\.basis) == ["popularity", "model"])
        #expect(answers[0].remark?.contains("did you mean 'ada'?") == true)
        #expect(zip(answers[0].items, answers[0].items.dropFirst()).allSatisfy { $0.score >= $1.score })
        let text = try bench.pipeline("recommend", "asked/knn", "--user", "adda")
        #expect(text.code == 0 && text.stdout.contains("has no user 'adda'"))
    }

    @Test func somebodyNewByTheirItems() throws {
        let bench = try bench()
        let answer = try #require(try ask(bench, "asked/knn", "--having", "book", "--having", "the play", "--explain").first)
        #expect(answer.basis == "items" && answer.user == nil)
        #expect(Set(answer.items.map(\.item)) == ["film", "song", "poem"])
        let refused = try bench.pipeline("recommend", "asked/ials", "--having", "book")
        #expect(refused.code == 65 && refused.stderr.contains("item-knn"))
        let unknown = try bench.pipeline("recommend", "asked/knn", "--having", "boook")
        #expect(unknown.code == 64 && unknown.stderr.contains("did you mean 'book'?"))
        let several = try bench.pipeline("recommend", "asked/knn", "--having", "a ")
        #expect(several.code == 64 && several.stderr.contains("A Film"))
    }

    @Test func everybodyIntoAFile() throws {
        let bench = try bench()
        for threads in ["1", "3"] {
            let output = try bench.pipeline(
                "recommend", "asked/knn", "--all", "--top", "2", "--output", "all\(threads).csv", "--threads", threads)
            #expect(output.code == 0, "\(output.stderr)")
        }
        let lines = try bench.read("all1.csv").split(whereSeparator: \.isNewline)
        #expect(lines.first == "user,rank,item,title,score" && lines.count == 1 + 4 * 2)
        #expect(try bench.read("all1.csv") == bench.read("all3.csv"))
        #expect(try bench.pipeline("recommend", "asked/knn", "--all", "--output", "all.jsonl").code == 0)
        struct Line: Decodable { struct Item: Decodable { var item: String; var score: Double }; var user: String; var items: [Item] }
        let users = try bench.read("all.jsonl").split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(users.map(\.user) == ["ada", "bob", "cat", "dan"])
        let one = try #require(try ask(bench, "asked/knn", "--user", "cat").first)
        #expect(users[2].items.map(\.item) == one.items.map(\.item))
        #expect(try bench.pipeline("recommend", "asked/knn", "--all", "--output", "nowhere/all.csv").code == 74)
        #expect(try bench.pipeline("recommend", "asked/knn", "--all", "--output", "all.txt").code == 64)
    }

    @Test func similarItems() throws {
        let bench = try bench()
        let output = try bench.pipeline("similar", "asked/knn", "--item", "poem", "--format", "json")
        #expect(output.code == 0, "\(output.stderr)")
        let none = try bench.pipeline("similar", "asked/popularity", "--item", "book")
        #expect(none.code == 65 && none.stderr.contains("does not relate items"))
        #expect(try bench.pipeline("similar", "asked/ials", "--item", "Song, a").stdout.contains("like Song, a (item song)"))
    }
}
