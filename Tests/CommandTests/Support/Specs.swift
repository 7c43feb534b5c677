/// Specs of the tests: small enough that a run takes a fraction of a second.
enum Specs {
    /// Three models on the same split.
    static let threeVariants = """
        experiment: tiny
        seed: 7
        ingest: {format: synthetic, users: 60, items: 40, interactions: 900}
        split: {strategy: leave-one-out, order: random}
        train:
          ancf: {model: ancf, embedding_dim: 8, epochs: 3, batch_size: 64, optimizer: {name: adam, learning_rate: 0.01}}
          gmf: {model: gmf, embedding_dim: 8, epochs: 3, batch_size: 64, optimizer: {name: adam, learning_rate: 0.02}}
          popularity: {model: popularity}
        evaluate: {protocol: full-ranking, metrics: [ndcg, recall], cutoffs: [5, 10]}

        """

    static let nodes: Set<String> = [
        "ingest", "split", "train/ancf", "train/gmf", "train/popularity", "evaluate/ancf", "evaluate/gmf", "evaluate/popularity",
    ]

    /// The same meaning, written differently: order of keys, block style, quotes, comments.
    static let threeVariantsRewritten = """
        # A comment.
        evaluate:
          cutoffs:
            - 5
            - 10
          metrics: ['ndcg', "recall"]
          protocol: full-ranking

        train:
          ancf:
            optimizer: {learning_rate: 1.0e-2, name: adam}
            batch_size: 64
            epochs: 3
            embedding_dim: 8
            model: ancf
          gmf: {batch_size: 64, epochs: 3, embedding_dim: 8, optimizer: {learning_rate: .02, name: adam}, model: gmf}
          popularity:
            model: popularity
        split:
          order: random
          strategy: leave-one-out
        ingest:
          interactions: 900
          items: 40
          users: 60
          format: "synthetic"
        seed: 7
        experiment: tiny
        """

    /// One model without training, on a file.
    static let popularityOfFile = """
        experiment: file
        ingest: {format: csv, interactions: ratings.csv}
        split: {strategy: leave-one-out, order: random}
        train: {model: popularity}
        evaluate: {protocol: full-ranking, metrics: [ndcg], cutoffs: [2]}

        """

    /// Four users, five items.
    static let ratings = """
        user,item,rating
        ada,book,5
        ada,film,3
        ada,song,4
        bob,book,4
        bob,play,2
        bob,film,1
        cat,song,5
        cat,book,4
        cat,poem,3
        dan,film,2
        dan,play,4
        dan,book,5

        """
}

extension Specs {
    /// About a second of training, in many epochs: something to interrupt.
    static let long = """
        experiment: long
        seed: 3
        ingest: {format: synthetic, users: 300, items: 200, interactions: 15000}
        split: {strategy: leave-one-out, order: random}
        train:
          ancf: {model: ancf, embedding_dim: 16, epochs: 30, batch_size: 64}
          gmf: {model: gmf, embedding_dim: 8, epochs: 30, batch_size: 64}
        evaluate: {protocol: full-ranking, metrics: [ndcg, recall], cutoffs: [5, 10]}

        """

    /// A user's program makes the file that ingest reads.
    static let prepared = """
        experiment: prepared
        prepare:
          - name: clean
            command: [sh, clean.sh]
            inputs: {clean.sh: clean.sh, raw.txt: raw.txt}
            outputs: [ratings.csv]
        ingest: {format: csv, interactions: "prepare:clean/ratings.csv"}
        split: {strategy: leave-one-out, order: random}
        train: {model: popularity}
        evaluate: {protocol: full-ranking, metrics: [ndcg], cutoffs: [2]}

        """
}
