import Foundation
import Testing

/// Users and items with any characters, in any locale and time zone, through the product and out of it to another program.
@Suite struct HostileDataTests {
    private static let users = [
        "plain", "a\"b", "\"q\"", "x\ny", "x\r\ny", "\u{202E}RTL\u{202C}", "עברית", "العربية", "👩‍👩‍👧‍👦", "🇩🇪", "e\u{301}", "\u{E9}", "  lead",
        "trail  ",
        "a,b", "a;b", "a\tb", "=1+1", "O'Brien", "\u{FEFF}bom", "\u{2028}", "\u{85}", "%s%n", "{}", "-", "#c", "İ", "i", "I", "ı",
        String(repeating: "a", count: 3000), "1e3", "1", "01", "1.0", "NaN", "null", "True",
    ]
    private static let items = ["i0", "i1", "i2", "i\"t,e\nm", "👍🏽", "ש", "it's", "e\u{301}", "\u{E9}", "&amp;", "<b>"]

    private func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }

    private func bench() throws -> Bench {
        var rows = "user,item,rating,timestamp\n", time = 0
        for (number, user) in Self.users.enumerated() {
            for step in 0..<5 {
                time += 1
                rows += "\(quoted(user)),\(quoted(Self.items[(number + step * 2) % Self.items.count])),\(1 + time % 5),\(time)\n"
            }
        }
        let titles = Self.items.map { "\(quoted($0)),\(quoted("T \"\($0)\"\n, x"))\n" }.joined()
        return try Bench([
            "ratings.csv": rows, "items.csv": "item,title\n" + titles,
            "exp.yaml": """
            experiment: hostile
            ingest: {format: csv, interactions: ratings.csv, items: items.csv}
            split: {strategy: leave-one-out}
            train: {gmf: {model: gmf, epochs: 2, embedding_dim: 4}, popular: {model: popularity}}
            evaluate: {metrics: [ndcg], cutoffs: [3]}
            """,
        ])
    }

    /// Reads recommendations back with Python's csv and json, and prints what they hold as plain JSON.
    private static let reader = """
        import csv, json, sys
        rows = list(csv.DictReader(open("all.csv", newline="", encoding="utf-8")))
        lines = [json.loads(line) for line in open("all.jsonl", encoding="utf-8", newline="\\n")]
        print(json.dumps({
            "csvUsers": sorted({row["user"] for row in rows}), "csvItems": sorted({row["item"] for row in rows}),
            "titles": sorted({row["item"] + "|" + row["title"] for row in rows}),
            "jsonUsers": sorted({line["user"] for line in lines}),
            "jsonItems": sorted({item["item"] for line in lines for item in line["items"]})}))
        """

    private struct Content: Decodable { var csvUsers, csvItems, titles, jsonUsers, jsonItems: [String] }

    /// Texts by their bytes: Swift's own equality takes `é` as one scalar and as two for the same.
    private func bytes(_ texts: [String]) -> Set<[UInt8]> { Set(texts.map { Array($0.utf8) }) }

    @Test func idsComeOutAsTheyWentIn() throws {
        let bench = try bench()
        try bench.run()
        for name in ["all.csv", "all.jsonl"] {
            let output = try bench.pipeline("recommend", "hostile/gmf", "--all", "--top", "20", "--output", name)
            #expect(output.code == 0, "\(output.stderr)")
        }
        let python = Process(), out = Pipe()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", "-c", Self.reader]
        python.currentDirectoryURL = bench.folder
        python.standardOutput = out
        try python.run()
        let data = try out.fileHandleForReading.readToEnd() ?? Data()
        python.waitUntilExit()
        let content = try JSONDecoder().decode(Content.self, from: data)
        #expect(bytes(content.csvUsers) == bytes(Self.users) && bytes(content.jsonUsers) == bytes(Self.users))
        #expect(bytes(content.csvItems) == bytes(Self.items) && bytes(content.jsonItems) == bytes(Self.items))
        #expect(bytes(content.titles) == bytes(Self.items.map { "\($0)|T \"\($0)\"\n, x" }))
        for user in Self.users {
            for format in ["table", "json", "csv"] {
                let output = try bench.pipeline("recommend", "hostile/gmf", "--user=\(user)", "--format", format)
                #expect(output.code == 0 && !output.stdout.contains("popular"), "\(user.debugDescription): \(output.stderr)")
            }
        }
    }

    /// Numbers, order and times are written alike wherever the user is.
    @Test func localeAndTimeZoneChangeNothing() throws {
        let bench = try bench()
        var results: [String: [String]] = [:]
        for (number, place) in [
            ("C", "UTC"), ("tr_TR.UTF-8", "Asia/Kathmandu"), ("de_DE.UTF-8", "America/St_Johns"), ("ar_EG.UTF-8", "Pacific/Kiritimati"),
            ("nonsense", "Nowhere/Nothing"),
        ].enumerated() {
            let environment = ["LC_ALL": place.0, "LANG": place.0, "TZ": place.1], workspace = "runs\(number)"
            for arguments in [
                ["run", "exp.yaml"], ["recommend", "hostile/gmf", "--all", "--output", "\(number).csv"],
                ["runs", "--filter", "ndcg@3 >= 0.0 and started > 1d ago", "--format", "csv"],
            ] {
                let output = try bench.start(arguments + ["--workspace", workspace], environment: environment).wait()
                #expect(output.code == 0, "\(place): \(output.stderr)")
            }
            let artifacts = try bench.query("SELECT node, artifact FROM stages JOIN runs ON runs.id = run ORDER BY 1", workspace: workspace)
            let started = try bench.query("SELECT abs(julianday('now') - julianday(started)) < 0.02 FROM runs", workspace: workspace)
            #expect(started == ["1", "1"], "\(place)")
            results["\(number)"] = artifacts + [try bench.read("\(number).csv")]
        }
        #expect(Set(results.values).count == 1)
        #expect(results["0"]?.count ?? 0 > 5)
    }

    /// Input files that are none end in a sentence, and at once.
    @Test(.timeLimit(.minutes(2))) func specialFilesAsInput() throws {
        let bench = try bench()
        #expect(mkfifo(bench.path("pipe"), 0o600) == 0 && symlink("loop", bench.path("loop")) == 0)
        for path in ["pipe", "loop", ".", "/dev/zero", "/dev/null", "none.csv"] {
            let text =
                "experiment: e\ningest: {format: csv, interactions: \(path)}\nsplit: {strategy: leave-one-out}\ntrain: {model: popularity}\n"
            try bench.write("special.yaml", text)
            let output = try bench.pipeline("run", "special.yaml")
            #expect([65, 66].contains(output.code) && output.stderr.contains(path), "\(path): \(output.code) \(output.stderr)")
        }
        for spec in ["pipe", "loop", ".", "/dev/zero", "/dev/null"] {
            let output = try bench.pipeline("run", spec)
            #expect([65, 66, 74].contains(output.code) && !output.stderr.isEmpty, "\(spec): \(output.code)")
        }
    }

    /// A clock that was set back, and files from the far future and past: nothing is refused, no duration is below zero.
    @Test func aClockThatJumps() throws {
        let bench = try bench()
        for (year, seed) in [(4000, 1), (1800, 2), (2500, 3)] {
            var time = [timespec(tv_sec: (year - 1970) * 31_556_952, tv_nsec: 0), timespec(tv_sec: (year - 1970) * 31_556_952, tv_nsec: 0)]
            #expect(utimensat(AT_FDCWD, bench.path("ratings.csv"), &time, 0) == 0)
            try bench.run("--set", "seed=\(seed)")
        }
        #expect(try bench.run("--set", "seed=3").ran.isEmpty)
        _ = try bench.query("SELECT count(*) FROM runs")
        for arguments in [["gc", "--dry-run", "--older-than", "1d"], ["runs"], ["verify"], ["show", "latest"]] {
            let output = try bench.start(arguments).wait()
            #expect(output.code == 0, "\(arguments): \(output.stderr)")
        }
        #expect(try bench.query("SELECT count(*) FROM runs WHERE seconds < 0") == ["0"])
    }
}
