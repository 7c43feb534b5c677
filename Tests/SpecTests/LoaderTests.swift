import Diagnostics
import Foundation
import Parameters
import Spec
import Testing

@Suite struct LoaderTests {
    private func folder(_ files: [String: String]) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "spec-\(UUID().uuidString)")
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        return folder
    }

    @Test func pathsBelongToTheFileTheyAreWrittenIn() throws {
        let folder = try folder([
            "exp.yaml": "extends: bases/base.yaml\nexperiment: e\ningest: {items: movies.dat}\ntrain: gmf",
            "bases/base.yaml": "ingest: {format: movielens, ratings: ./ratings.dat}",
        ])
        defer { try? FileManager.default.removeItem(at: folder) }
        let loader = SpecLoader(schema: TestSchema.schema, environment: [:])
        let file = folder.appending(path: "exp.yaml").path
        let spec = try loader.load(file: file, overrides: ["train.weights=w/x"])
        let ingest = try #require(spec.blocks["ingest"]?.first)
        #expect(ingest.values["ratings"] == .string(folder.path + "/bases/ratings.dat"))
        #expect(ingest.values["items"] == .string(folder.path + "/movies.dat"))
        #expect(spec.blocks["train"]?.first?.values["weights"] == .string("w/x"))
        #expect(spec.sourceFiles == [file, folder.path + "/bases/base.yaml"])
        #expect(spec.location(of: "ingest.ratings")?.file == folder.path + "/bases/base.yaml")
        #expect(spec.location(of: "train.weights")?.file == "--set")
    }

    /// Numbers and words of --set do not pass the YAML parser; those with a blank before them do.
    @Test(arguments: [
        "1", "-2.5e-3", "1e5", "+3", "0x10", "1_000", "007", "gmf", "true", "null", "yes", "1.5.2", "a-b", "-a", "-", ".5", "2026-01-31",
        "~",
    ])
    func plainWordsAreAsTheParserTakesThem(_ word: String) {
        func outcome(_ override: String) -> [String] {
            do {
                let spec = try TestSchema.load(TestSchema.minimal(), overrides: [override])
                return [spec.top["seed"]?.description ?? "", spec.blocks["train"]?.first?.values.description ?? ""]
            } catch { return (error as? Failure)?.diagnostics.map(\.message) ?? ["\(error)"] }
        }
        #expect(outcome("seed=\(word)") == outcome("seed= \(word)"))
        #expect(outcome("train.weights=\(word)") == outcome("train.weights= \(word)"))
    }

    @Test func missingFilesSayWhichAndEndWith66() throws {
        let loader = SpecLoader(schema: TestSchema.schema, environment: [:])
        do {
            _ = try loader.load(file: "no/such.yaml")
            Issue.record("loaded")
        } catch {
            #expect(error.code == .missingInput)
            #expect(error.diagnostics[0].message == "no such spec: no/such.yaml")
        }
        #expect(throws: Failure.self) { try loader.load(file: "/") }
    }

    @Test func chainsOfBasesAreBounded() throws {
        var files: [String: String] = ["f0.yaml": TestSchema.minimal()]
        for index in 1...20 { files["f\(index).yaml"] = "extends: f\(index - 1).yaml\nseed: \(index)" }
        let folder = try folder(files)
        defer { try? FileManager.default.removeItem(at: folder) }
        let loader = SpecLoader(schema: TestSchema.schema, environment: [:])
        #expect(try loader.load(file: folder.appending(path: "f15.yaml").path).top["seed"] == .int(15))
        do {
            _ = try loader.load(file: folder.appending(path: "f20.yaml").path)
            Issue.record("loaded")
        } catch {
            #expect(error.diagnostics.map(\.message) == ["extends is nested deeper than 16 files"])
        }
    }

    /// Sixteen levels of files that each extend the level below twice: read once each, not 2¹⁶ times.
    @Test func diamondsOfBasesAreReadOnce() throws {
        var files: [String: String] = ["f0.yaml": TestSchema.minimal()]
        for index in 1...14 { files["f\(index).yaml"] = "extends: [f\(index - 1).yaml, ./f\(index - 1).yaml]\nseed: \(index)" }
        let folder = try folder(files)
        defer { try? FileManager.default.removeItem(at: folder) }
        let spec = try SpecLoader(schema: TestSchema.schema, environment: [:]).load(file: folder.appending(path: "f14.yaml").path)
        #expect(spec.sourceFiles.count == 15)
    }

    @Test func locationsFollowDottedPaths() throws {
        let spec = try TestSchema.load(
            """
            experiment: e
            ingest: {format: synthetic}
            train:
              a:
                model: gmf
                optimizer: {name: adam, learning_rate: 0.1}
            """)
        #expect(spec.location(of: "train.a.optimizer.learning_rate") == SourceLocation(file: "exp.yaml", line: 6, column: 44, length: 3))
        // Not written: the nearest that is.
        #expect(spec.location(of: "train.a.optimizer.beta1") == SourceLocation(file: "exp.yaml", line: 6, column: 5, length: 9))
        #expect(spec.location(of: "tokenize") == nil)
        let diagnostic = spec.diagnostic("no text", at: "train.a.model", hint: "h")
        #expect(diagnostic.location?.line == 5)
        #expect(diagnostic.sourceLine == "    model: gmf")
    }

    @Test func aProblemPointsAtWhatItQuotes() throws {
        let spec = try TestSchema.load(
            """
            experiment: e
            ingest: {format: synthetic}
            train:
              a:
                model: gmf
                optimizer: {name: adam, learning_rate: 0.1}
            """)
        let key = spec.diagnostic("`learning_rate: 0.1` is too high", within: "train.a")
        #expect(key.location == SourceLocation(file: "exp.yaml", line: 6, column: 29, length: 13))
        let value = spec.diagnostic("model 'gmf' is fitted in one step", within: "train.a")
        #expect(value.location == SourceLocation(file: "exp.yaml", line: 5, column: 12, length: 3))
        let neither = spec.diagnostic("there is no 'tokenize'", within: "train.a")
        #expect(neither.location == SourceLocation(file: "exp.yaml", line: 4, column: 3))
    }

    @Test func theBytesOfAFileDoNotMatter() throws {
        let plain = try TestSchema.load(TestSchema.minimal("seed: 3"))
        let windows = TestSchema.minimal("seed: 3").replacingOccurrences(of: "\n", with: "\r\n")
        let other = try TestSchema.load("\u{FEFF}" + windows)
        #expect(plain.top == other.top)
        #expect(plain.blocks == other.blocks)
        #expect(other.location(of: "seed") == SourceLocation(file: "exp.yaml", line: 4, column: 7))
        let json = #"{"experiment": "e", "ingest": {"format": "synthetic"}, "train": "gmf", "seed": 3}"#
        #expect(try TestSchema.load(json).blocks == plain.blocks)
    }

    @Test func overridesAreWorthAsMuchAsTheFile() throws {
        let text = TestSchema.minimal("evaluate: full-ranking")
        let spec = try TestSchema.load(
            text,
            overrides: [
                "train.epochs=8", "train.optimizer.learning_rate=0.5", "evaluate.cutoffs=[5, 10]", "tokenize.max_tokens=null",
                "tokenize.tokenizer=word", "seed=[1, 2]", "ingest.min_interactions.user=5", "train.early_stopping={patience: 3}",
                "split=k-fold", "split.fold=2", "train.*.embedding_dim=16",
            ])
        let written = try TestSchema.load(
            """
            experiment: e
            seed: [1, 2]
            ingest: {format: synthetic, min_interactions: {user: 5}}
            tokenize: {tokenizer: word, max_tokens: null}
            split: {strategy: k-fold, fold: 2}
            train: {model: gmf, epochs: 8, optimizer: {learning_rate: 0.5}, early_stopping: {patience: 3}, embedding_dim: 16}
            evaluate: {cutoffs: [5, 10]}
            """)
        #expect(spec.blocks == written.blocks)
        #expect(spec.topAxes == written.topAxes)
    }

    @Test func aDefaultOfARecordHoldsForItsParts() throws {
        let spec = try TestSchema.load(TestSchema.minimal(train: "train: {model: gmf, optimizer: {beta1: 0.5}}"))
        let optimizer = spec.blocks["train"]?.first?.values["optimizer"]
        #expect(optimizer == .record([("name", .string("adam")), ("learning_rate", .double(0.001)), ("beta1", .double(0.5))]))
    }

    @Test func commandStagesAreDecoded() throws {
        let spec = try TestSchema.load(
            """
            experiment: e
            ingest: {format: movielens, ratings: "prepare:clean/out/a.dat"}
            train: gmf
            prepare:
              - name: clean
                command: [python3, clean.py, 010, --all]
                inputs: {raw.dat: data/raw.dat}
                outputs: [out/a.dat]
                parameters: {rate: 1e-3, text: "1", on: yes, n: 010, none: null}
                environment: {A: 1}
                timeout: 60
              - name: more
                command: cat a.dat > b
                shell: true
                inputs: [{from: clean}]
                outputs: [b]
                inherit: [TOKEN, AWS_*]
                timeout: 1h30m
                memory: 1.5GiB
                retries: {count: 3, delay: 500ms}
              - {name: plain, command: cp a=1  b, outputs: [b], retries: 2, memory: 2 GB, timeout: 0.5d}
            """, name: "experiments/exp.yaml")
        let clean = spec.prepare[0]
        let more = spec.prepare[1]
        #expect(clean.command.argumentVector == ["python3", "clean.py", "010", "--all"])
        #expect(clean.inputs.map(\.name) == ["raw.dat"])
        #expect(clean.inputs[0].source == .path("experiments/data/raw.dat"))
        #expect(
            clean.parameters
                == .record([("rate", .double(0.001)), ("text", .string("1")), ("on", .string("yes")), ("n", .int(10)), ("none", .null)]))
        #expect(clean.environment == ["A": "1"])
        #expect(clean.timeout == 60)
        #expect(clean.location.line == 5)
        #expect(more.command.argumentVector == ["/bin/sh", "-euc", "cat a.dat > b"])
        #expect(more.inherit == ["TOKEN", "AWS_*"] && clean.inherit.isEmpty)
        #expect(more.timeout == 5400 && more.memory == 1_610_612_736)
        #expect(more.retries == CommandStage.Retries(count: 3, delay: 0.5, backoff: 2) && clean.retries == .none)
        let plain = spec.prepare[2]
        #expect(plain.command == .arguments(["cp", "a=1", "b"]))
        #expect(plain.timeout == 43_200 && plain.memory == 2_000_000_000 && plain.retries.count == 2)
        #expect(more.inputs == [CommandStage.Input(name: "a.dat", source: .output(stage: "clean", file: "out/a.dat"))])
        #expect(more.dependencies == ["clean"])
        let ratings = try #require(spec.blocks["ingest"]?.first?.values["ratings"])
        #expect(ratings == .string("prepare:clean/out/a.dat"))
        #expect(CommandStage.reference("prepare:clean/out/a.dat")?.output == "out/a.dat")
    }

    @Test(arguments: [
        ("command: cat a > b", "'command' has '>', which means something to a shell only"),
        ("command: \"a\\nb\"", "'command' has a line end"), ("command: A=1 b", "'command' has '='"),
        ("command: [a], shell: true", "with 'shell' the command is one text"), ("command: a, shell: yes", "must be true or false"),
        ("command: a, timeout: 10x", "'timeout' must be a time above 0, is '10x'"),
        ("command: a, timeout: -5", "'timeout' must be a time above 0"),
        ("command: a, timeout: 0s", "'timeout' must be a time above 0"), ("command: a, memory: 2", "no program runs in 2 bytes of memory"),
        ("command: a, memory: 2XB", "'memory' must be a size above 0"), ("command: a, memory: 9e999", "'memory' must be a size above 0"),
        ("command: a, retries: -1", "'retries' must be"), ("command: a, retries: {count: 1, backof: 2}", "unknown key 'backof'"),
        ("command: a, retries: {count: 1, backoff: 0.5}", "'backoff' must be"),
        ("command: a, inherit: [A=1]", "cannot be the name of an environment"),
    ])
    func settingsOfCommandStagesThatCannotBe(_ written: String, _ message: String) throws {
        let text = TestSchema.minimal("prepare: [{name: s, outputs: [b], \(written)}]\n")
        let failure = #expect(throws: Failure.self) { try TestSchema.load(text) }
        #expect(failure?.description.contains(message) == true, "\(failure as Any)")
    }
}
