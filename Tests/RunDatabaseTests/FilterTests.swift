import Diagnostics
import Parameters
import Randomness
import RunDatabase
import Testing

@Suite struct FilterTests {
    private let workspace: Workspace
    private let database: RunDatabase

    init() throws {
        workspace = try Workspace()
        database = try workspace.database()
        try populate(database)
        try database.tag("a2f0", "note", "Dropout .5, once more")
        try database.tag("b1c2", "priority", "3")
    }

    private func ids(_ filter: String, _ order: RunFilter.Order = .keys([RunSortKey("id", descending: false)])) throws -> [String] {
        try database.runs(RunFilter(order: order, expression: try RunExpression(parsing: filter))).map(\.id)
    }

    @Test(arguments: [
        ("ndcg@10 > 0.355", ["a2f0", "a3f0"]), ("ndcg@10 >= .36 and rmse < 0.925", ["a3f0"]), ("ndcg@10 = 0.31", ["b1c2"]),
        ("ndcg@10 != 0.31", ["a1f0", "a2f0", "a3f0"]), ("ndcg@10 is null", ["c3d4", "d5e6"]),
        ("ndcg@10 is not null and seed in (1, 2)", ["a1f0", "a2f0", "b1c2"]), ("not ndcg@10 > 0.355", ["a1f0", "b1c2"]),
        ("group = ancf", ["a1f0", "a2f0", "a3f0"]), ("group = \"gmf\" or experiment = 'quickstart'", ["b1c2", "c3d4", "d5e6"]),
        ("variant ~ \"ANCF@\"", ["a1f0", "a2f0", "a3f0"]), ("variant not ~ ancf and status != failed", ["b1c2", "d5e6"]),
        ("learning_rate < 0.005", ["a1f0", "a2f0", "a3f0", "d5e6"]),
        ("optimizer.learning_rate between 0.002 and 1e-2", ["a2f0", "a3f0", "b1c2"]),
        ("train.optimizer.learning_rate >= 10", ["c3d4"]), ("`learning_rate` not in (0.001, 10)", ["a2f0", "a3f0", "b1c2"]),
        ("bias = true and seed = 3", ["a3f0"]), ("dropout is null and seed = 3", ["a3f0"]), ("model = ancf and seed == 2", ["a2f0"]),
        ("tag.note ~ \"dropout\"", ["a2f0"]), ("tag.note is null and seed > 1", ["a3f0"]), ("tag.priority > 2", ["b1c2"]),
        ("tag.owner = ada and tag.priority in (3, \"low\")", ["b1c2"]), ("seconds < 10s and seconds > 1s", ["b1c2"]),
        ("seconds between 10s and 1m", ["a1f0", "a2f0", "a3f0"]), ("started = 2026-03-02", ["a2f0"]),
        ("started != 2026-03-02 and seed < 4 and started > 2026-03-03", ["b1c2", "c3d4"]),
        ("started between 2026-03-01 and 2026-03-02", ["a1f0", "a2f0"]), ("started <= 2026-03-01T10:00", ["a1f0", "d5e6"]),
        ("started in (2026-03-01, \"2026-03-04 10:00\")", ["a1f0", "b1c2"]), ("started < 1d ago and status = failed", ["c3d4"]),
        ("status = interrupted", ["d5e6"]), ("id = a1f0 or (id = b1c2 and (seed = 1))", ["a1f0", "b1c2"]),
        ("NOT (seed = 1 OR seed = 2)", ["a3f0"]), ("not not seed = 3", ["a3f0"]), ("user is null and seed = 3", ["a3f0"]),
        ("seed = 1 or seed = 2 and ndcg@10 > 0.5", ["a1f0", "b1c2", "c3d4", "d5e6"]),
        ("metric.ndcg@10 > 0.365 and parameter.train.epochs = 3", ["a3f0"]), ("error ~ \"not finite\"", ["c3d4"]),
    ]) func selects(filter: String, expected: [String]) throws {
        #expect(try ids(filter) == expected, "\(filter)")
    }

    /// Models have their rate at different places. Only where one run has both must it be said which is meant.
    @Test func anEndOfSeveralPaths() throws {
        func begin(_ id: String, _ train: [(String, ParameterValue)]) throws {
            var run = record(id)
            run.parameters = .record([("train", .record(train.map { (name: $0.0, value: $0.1) }))])
            try database.beginRun(run)
        }
        try begin("f7a8", [("learning_rate", .double(0.003)), ("optimizer", .record([("learning_rate", .null)]))])
        #expect(try ids("learning_rate between 0.0025 and 0.005") == ["a3f0", "f7a8"])
        #expect(try ids("learning_rate < 0.0015", .keys([RunSortKey("learning_rate", descending: true)])) == ["a1f0", "d5e6"])
        #expect(try ids("train.learning_rate > 0") == ["f7a8"])
        let field = try database.field("learning_rate")
        #expect(try database.values(of: [field], runs: ["f7a8", "a2f0"]) == [[.real(0.003)], [.real(0.002)]])
        try begin("f8a9", [("learning_rate", .double(0.003)), ("optimizer", .record([("learning_rate", .double(1))]))])
        let failure = #expect(throws: Failure.self) { try ids("learning_rate < 1") }
        #expect(failure?.diagnostics.first?.message.contains("may be 2 parameters") == true)
        #expect(failure?.diagnostics.first?.hint?.contains("train.optimizer.learning_rate") == true)
    }

    /// The value of the epoch whose weights were kept; without one, the last.
    @Test func aHistoryHasOneValue() throws {
        #expect(try ids("valid/ndcg@10 > 0.345") == ["a2f0", "a3f0"])
        let field = try database.field("valid/ndcg@10")
        #expect(field.isMetric && field.name == "valid/ndcg@10")
        #expect(try database.values(of: [field], runs: ["a1f0", "d5e6"]) == [[.real(0.35 - 0.02 / 3)], [.null]])
        try database.log(metrics: [MetricPoint(run: "a1f0", name: "train/best_epoch", value: 2)])
        #expect(try database.values(of: [field], runs: ["a1f0"]) == [[.real(0.35 - 0.02 / 2)]])
        let descending = RunFilter.Order.keys([RunSortKey("valid/ndcg@10", descending: true)])
        #expect(try ids("valid/ndcg@10 is not null", descending) == ["a3f0", "a2f0", "a1f0", "b1c2"])
    }

    /// Names the place, says what is wrong, and what was meant.
    @Test(arguments: [
        ("ndgc@10 > 0.3", 1, "no run has 'ndgc@10'", "ndcg@10"),
        ("seed = 1 and learning_rat < 1", 14, "no run has 'learning_rat'", "learning_rate"),
        ("seed = 1 ad seed = 2", 10, "found 'ad'", "'and'"), ("seed = ", 8, "the filter ends here", ""), ("(seed = 1", 10, "ends here", ""),
        ("seed = 1)", 9, "found ')'", ""), ("seed > abc", 8, "is a number", "without quotes"), ("ndcg@10 > \"x\"", 11, "is a number", ""),
        ("started > yesterday", 11, "is a time", "2d ago"), ("status = finishd", 10, "no status 'finishd'", "finished"),
        ("seed in 1", 9, "'('", ""), ("seed between 1 or 2", 16, "and", ""), ("experiment like \"x\"", 12, "found 'like'", "~"),
        ("id = \"abc", 6, "no end", "close it"), ("id = 'a' && seed = 1", 10, "'&&'", "and"), ("", 1, "empty", "ndcg@10"),
        ("seed ; 1", 6, "no meaning", ""),
        ("epochs = 3 and seed is 1", 24, "null", ""), ("tag.ownr. = 1 and exprmnt = 2", 19, "no run has 'exprmnt'", "experiment"),
    ]) func explains(filter: String, column: Int, message: String, hint: String) throws {
        let failure = #expect(throws: Failure.self) { try ids(filter) }
        let problem = try #require(failure?.diagnostics.first)
        #expect(failure?.code == .usage)
        #expect(problem.location?.column == column, "\(filter): \(problem.location?.column ?? 0)")
        #expect(problem.message.contains(message), "\(problem.message)")
        #expect(hint.isEmpty || problem.hint?.contains(hint) == true, "\(problem.hint ?? "no hint")")
    }

    @Test func sorts() throws {
        let order = RunFilter.Order.keys(RunSortKey.parse("-ndcg@10,id"))
        #expect(try ids("seed > 0", order) == ["a3f0", "a2f0", "a1f0", "b1c2", "c3d4", "d5e6"])
        #expect(try ids("seed > 0", .keys(RunSortKey.parse("ndcg@10, -id"))) == ["b1c2", "a1f0", "a2f0", "a3f0", "d5e6", "c3d4"])
        #expect(try ids("seed > 0", .keys(RunSortKey.parse("-learning_rate,started"))).prefix(2) == ["c3d4", "b1c2"])
        let failure = #expect(throws: Failure.self) { try ids("seed > 0", .keys(RunSortKey.parse("-ndcg@100"))) }
        #expect(failure?.diagnostics.first?.hint == "did you mean 'ndcg@10'?")
        #expect(try database.runs(RunFilter(order: order, limit: 1)).map(\.id) == ["a3f0"])
        // With few runs wanted by one metric, another way leads to the same ones.
        for text in ["-ndcg@10", "ndcg@10"] {
            let order = RunFilter.Order.keys(RunSortKey.parse(text)), all = try ids("seed < 3", order)
            for limit in 1...4 {
                let filter = RunFilter(order: order, limit: limit, expression: try RunExpression(parsing: "seed < 3"))
                #expect(try database.runs(filter).map(\.id) == Array(all.prefix(limit)))
            }
        }
    }

    @Test func columns() throws {
        let fields = try ["ndcg@10", "learning_rate", "tag.note", "status", "train.dropout"].map { try database.field($0) }
        #expect(fields.map(\.name) == ["ndcg@10", "train.optimizer.learning_rate", "tag.note", "status", "train.dropout"])
        let rows = try database.values(of: fields, runs: ["a2f0", "d5e6"])
        #expect(rows[0] == [.real(0.36), .real(0.002), .text("Dropout .5, once more"), .text("finished"), .null])
        #expect(rows[1] == [.null, .real(0.001), .null, .text("interrupted"), .null])
    }

    /// What a person types never becomes SQL.
    @Test func quotesAreNoWayOut() throws {
        #expect(try ids("experiment = \"x' OR 1=1 --\"").isEmpty)
        #expect(try ids("id = '''; DROP TABLE runs; --'").isEmpty)
        #expect(try ids("tag.`x` = 1 or seed = 1".replacing("`", with: "")).count == 4)
        #expect(try ids("seed = 3") == ["a3f0"])
    }

    @Test func longAndDeep() throws {
        let many = (1...300).map { "seed = \($0)" }.joined(separator: " or ")
        #expect(try ids(many).count == 6)
        #expect(throws: Failure.self) { try ids(many + " or seed = 301") }
        let list = "seed in (" + (1...5000).map(String.init).joined(separator: ",") + ")"
        #expect(try ids(list).count == 6)
        #expect(try ids(String(repeating: "(", count: 99) + "seed = 3" + String(repeating: ")", count: 99)) == ["a3f0"])
        #expect(throws: Failure.self) { try ids(String(repeating: "(", count: 100_000) + "seed = 3") }
        #expect(try ids(String(repeating: "not ", count: 100_000) + "seed = 3") == ["a3f0"])
    }

    /// 100,000 strings of random words, signs and bytes: each is read or refused as `usage`, and what is read runs.
    @Test func fuzz() throws {
        let words = [
            "ndcg@10", "seed", "learning_rate", "tag.note", "status", "started", "and", "or", "not", "in", "between", "is", "null", "(",
            ")", ",", "=",
            "!=", "<", "<=", ">", ">=", "~", "0.35", "-1e9", "1e999", "2d", "ago", "2026-11-21", "\"text\"", "'it''s'", "`a b`", "true",
            "finished",
            "é", "\u{0}", "\n", "🜁", "\"", "'", "@", "-", ".", "1.2.3", "9999-99-99", "99999999999999999999d", "now", ";", "--", "/*", "%",
        ]
        var stream = RandomStream(seed: 7, purpose: "filter fuzz"), read = 0, ran = 0
        for _ in 0..<100_000 {
            var text = stream.below(2) == 0 ? conditions(&stream) : ""
            for _ in 0..<stream.below(text.isEmpty ? 12 : 2) {
                text += stream.below(12) == 0 ? String(Unicode.Scalar(UInt8(stream.below(256)))) : words[stream.below(words.count)]
                if stream.below(4) > 0 { text += " " }
            }
            do throws(Failure) {
                let expression = try RunExpression(parsing: text)
                read += 1
                _ = try database.runs(RunFilter(limit: 1, expression: expression))
                ran += 1
            } catch {
                #expect(error.code == .usage, "\(text): \(error)")
            }
        }
        print("of 100,000 filters \(read) were read and \(ran) ran")
        #expect(ran > 5_000)
    }

    /// Mostly well-formed.
    private func conditions(_ stream: inout RandomStream) -> String {
        func one(_ words: [String]) -> String { words[stream.below(words.count)] }
        let names = ["ndcg@10", "seed", "learning_rate", "tag.note", "started", "status", "model", "rms", "error", "epochs"]
        let values = ["1", "0.3", "finished", "2d", "2d ago", "2026-03-01", "'x'", "true", "-1e-3"]
        var text = ""
        repeat {
            if !text.isEmpty { text += one([" and ", " or ", " and not "]) }
            let opens = stream.below(4) == 0
            text +=
                (opens ? "(" : "") + one(names)
                + one([" = ", " < ", " ~ ", " >= ", " is not null", " in ("]) + one(values) + (opens ? ")" : "")
            text = text.replacing(" is not null" + (text.split(separator: " ").last ?? ""), with: " is not null")
        } while stream.below(3) > 0
        return text + " "
    }
}
