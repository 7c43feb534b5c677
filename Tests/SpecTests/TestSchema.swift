import Parameters
import Spec

/// A schema like the real one, small enough to know by heart.
enum TestSchema {
    static let optimizer = ParameterType.tagged(
        tag: "name",
        [
            TaggedCase(
                "adam", "Kingma & Ba 2015",
                [
                    FieldDeclaration("learning_rate", .double(.positive), default: .double(0.001), "step size"),
                    FieldDeclaration("beta1", .double(.belowOne), default: .double(0.9), "decay of the first moment"),
                ]),
            TaggedCase(
                "sgd", "gradient descent",
                [
                    FieldDeclaration("learning_rate", .double(.positive), default: .double(0.01), "step size"),
                    FieldDeclaration("momentum", .double(.belowOne), default: .double(0), "momentum"),
                ]),
        ])

    static let earlyStopping = ParameterType.optional(
        .record([
            FieldDeclaration("metric", .string, default: .string("ndcg@10"), "what to watch"),
            FieldDeclaration("patience", .int(1...1000), "how many epochs to wait"),
        ]))

    static let trained: [FieldDeclaration] = [
        FieldDeclaration("embedding_dim", .int(1...4096), default: .int(32), "size D of the embeddings"),
        FieldDeclaration("loss", .choice(["mse", "bce", "bpr"]), default: .string("bce"), "loss"),
        FieldDeclaration(
            "optimizer", optimizer,
            default: .record([("name", .string("adam")), ("learning_rate", .double(0.001)), ("beta1", .double(0.9))]), "optimizer"),
        FieldDeclaration("early_stopping", earlyStopping, default: .null, "when to stop before the last epoch"),
    ]

    static let train = BlockSchema(
        "train", "fits a model", tag: "model",
        common: [
            FieldDeclaration("epochs", .int(1...100_000), default: .int(20), "passes over the data", isBudget: true),
            FieldDeclaration("weights", .optional(.path), default: .null, "weights to start from"),
        ],
        cases: [
            TaggedCase("gmf", "generalized matrix factorization", trained),
            TaggedCase(
                "ancf", "attentive neural collaborative filtering",
                trained + [
                    FieldDeclaration("attention", .bool, default: .bool(true), "whether to attend"),
                    FieldDeclaration(
                        "hidden", .list(of: .int(1...4096), count: 1...8), default: .list([.int(64)]), "sizes of the hidden layers"),
                    FieldDeclaration("dropout", .double(DoubleRange(0, 1, excludesUpper: true)), default: .double(0), "rate"),
                ]),
            TaggedCase("popularity", "most popular first"),
        ])

    static let ingest = BlockSchema(
        "ingest", "reads interactions", tag: "format",
        common: [
            FieldDeclaration("min_interactions", .map(.int(0...1_000_000)), default: .record([]), "k-core thresholds")
        ],
        cases: [
            TaggedCase(
                "movielens", "GroupLens files",
                [
                    FieldDeclaration("ratings", .path, "the file of ratings"),
                    FieldDeclaration("items", .optional(.path), default: .null, "the file of movies"),
                ]),
            TaggedCase(
                "synthetic", "made-up data",
                [
                    FieldDeclaration("users", .int(1...Int.max), default: .int(100), "number of users")
                ]),
        ], allowsVariants: false)

    static let tokenize = BlockSchema(
        "tokenize", "turns text into tokens", tag: "tokenizer",
        cases: [
            TaggedCase(
                "word", "words",
                [
                    FieldDeclaration("fields", .list(of: .string, count: 1...100), default: .list([.string("item.title")]), "which texts"),
                    FieldDeclaration("max_tokens", .optional(.int(1...512)), default: .int(32), "length"),
                ])
        ], isOptional: true)

    static let split = BlockSchema(
        "split", "holds out test data", tag: "strategy", defaultCase: "leave-one-out",
        cases: [
            TaggedCase(
                "leave-one-out", "the last of each user",
                [
                    FieldDeclaration("order", .choice(["time", "random"]), default: .string("time"), "which is last")
                ]),
            TaggedCase(
                "k-fold", "cross-validation",
                [
                    FieldDeclaration("folds", .int(2...100), default: .int(5), "how many"),
                    FieldDeclaration("fold", .int(1...100), default: .int(1), "which is held out", isAxis: true),
                ]),
        ])

    static let evaluate = BlockSchema(
        "evaluate", "measures", tag: "protocol", defaultCase: "full-ranking",
        cases: [
            TaggedCase(
                "full-ranking", "ranks all items",
                [
                    FieldDeclaration("metrics", .list(of: .string, count: 1...100), default: .list([.string("ndcg")]), "which metrics"),
                    FieldDeclaration("cutoffs", .list(of: .int(1...10_000), count: 1...100), default: .list([.int(10)]), "K"),
                ])
        ])

    static let schema = SpecSchema(
        blocks: [ingest, tokenize, split, train, evaluate],
        top: [
            FieldDeclaration("experiment", .string, "name of the experiment"),
            FieldDeclaration("seed", .int(0...Int.max), default: .int(42), "seed of every random number", isAxis: true),
        ])

    static func load(
        _ text: String, name: String = "exp.yaml", overrides: [String] = [], environment: [String: String] = [:]
    ) throws -> ResolvedSpec {
        try SpecLoader(schema: schema, environment: environment).load(text: text, name: name, overrides: overrides)
    }

    /// A spec of one run, with more lines appended.
    static func minimal(_ more: String = "", train: String = "train: gmf") -> String {
        "experiment: e\ningest: {format: synthetic}\n\(train)\n\(more)"
    }
}
