/// Words of other tools for what a spec calls otherwise. Data, not rules: each target is a path of the schema, held to that by a test.
package enum ForeignWords {
    /// Their word → ours, the likeliest first. A path is written as nested mappings: `early_stopping.patience`.
    package static let targets: [String: [String]] = [
        // RecBole
        "train_batch_size": ["batch_size"], "stopping_step": ["early_stopping.patience"], "learner": ["optimizer.name"],
        "embedding_size": ["embedding_dim", "factors"], "topk": ["cutoffs"], "valid_metric": ["early_stopping.metric"],
        "mlp_hidden_size": ["layers"], "n_layers": ["layers"], "dropout_prob": ["dropout"],
        "reg_weight": ["regularization", "weight_decay"],
        "loss_type": ["loss"], "split_ratio": ["ratios"], "field_separator": ["delimiter"], "user_id_field": ["user"],
        "item_id_field": ["item"], "rating_field": ["rating"], "time_field": ["timestamp"], "data_path": ["ingest"],
        // PyTorch, Keras
        "lr": ["optimizer.learning_rate", "learning_rate"], "learning_rate": ["optimizer.learning_rate"], "num_epochs": ["epochs"],
        "n_epochs": ["epochs"], "max_epochs": ["epochs"], "num_layers": ["layers"], "hidden_units": ["layers"],
        "hidden_layers": ["layers"], "dropout_rate": ["dropout"], "l2": ["weight_decay", "regularization"],
        "momentum": ["optimizer.momentum"], "loss_fn": ["loss"], "criterion": ["loss"], "scheduler": ["schedule"],
        "patience": ["early_stopping.patience"], "num_negatives": ["negatives"], "num_neg": ["negatives"], "n_neg": ["negatives"],
        "n_factors": ["factors", "embedding_dim"], "num_factors": ["factors", "embedding_dim"], "latent_dim": ["embedding_dim", "factors"],
        "dim": ["embedding_dim", "factors"], "n_neighbors": ["neighbors"],
        // scikit-learn, Surprise
        "test_size": ["ratios"], "random_state": ["seed"], "random_seed": ["seed"], "n_splits": ["folds"], "n_folds": ["folds"],
        "metric": ["metrics"], "k": ["cutoffs"], "at_k": ["cutoffs"],
        // Optuna
        "n_trials": ["trials"], "timeout": ["time"], "direction": ["objective.direction"], "search_space": ["parameters"],
        "space": ["parameters"], "params": ["parameters"],
        // DVC, Snakemake, make
        "deps": ["inputs"], "outs": ["outputs"], "cmd": ["command"], "env": ["environment"], "stages": ["prepare"],
        // anybody
        "sep": ["delimiter"], "separator": ["delimiter"], "user_col": ["user"], "user_id": ["user"], "item_col": ["item"],
        "item_id": ["item"], "rating_col": ["rating"], "time_col": ["timestamp"], "time": ["timestamp"], "dataset": ["ingest"],
        "data": ["ingest"], "model": ["train"], "models": ["train"], "evaluation": ["evaluate"], "name": ["experiment"],
        "random": ["seed"], "hyperparameters": ["sweep"], "search": ["sweep"],
    ]

    /// How to write a foreign word here; nil where it is none, or where its meaning has no place among `known` keys.
    package static func hint(for word: String, value: String?, among known: [String]) -> String? {
        let target = targets[word.lowercased()]?.first { path in
            path != word && known.contains(path.split(separator: ".").first.map(String.init) ?? path)
        }
        guard let target else { return nil }
        let parts = target.split(separator: ".").map(String.init)
        guard parts.count > 1 else { return "'\(word)' is '\(target)' here" }
        let inner = parts.last.map { "\($0): \(value ?? "…")" } ?? ""
        return "write \(parts[0]): {\(named(parts[0], inner))}"
    }

    /// A mapping that is chosen by a name needs it.
    private static func named(_ key: String, _ inner: String) -> String {
        key == "optimizer" && !inner.hasPrefix("name:") ? "name: adam, \(inner)" : inner
    }
}
