/// Words of other tools for what a spec calls otherwise. Data, not rules: a test holds every target to the schema.
package enum ForeignWords {
    /// Their word → ours, the likeliest first: a key, or what to write, with `_` in place of the value.
    package static let targets: [String: [String]] = [
        // RecBole
        "train_batch_size": ["batch_size"], "stopping_step": ["early_stopping: {patience: _}"], "learner": ["optimizer: {name: _}"],
        "embedding_size": ["embedding_dim", "factors"], "topk": ["cutoffs"], "valid_metric": ["early_stopping: {metric: _}"],
        "mlp_hidden_size": ["layers"], "n_layers": ["layers"], "dropout_prob": ["dropout"],
        "reg_weight": ["regularization", "weight_decay"],
        "loss_type": ["loss"], "split_ratio": ["ratios"], "field_separator": ["delimiter"], "user_id_field": ["user"],
        "item_id_field": ["item"], "rating_field": ["rating"], "time_field": ["timestamp"], "data_path": ["ingest"],
        // PyTorch, Keras
        "lr": ["optimizer: {name: adam, learning_rate: _}", "learning_rate"],
        "learning_rate": ["optimizer: {name: adam, learning_rate: _}"],
        "num_epochs": ["epochs"], "n_epochs": ["epochs"], "max_epochs": ["epochs"], "num_layers": ["layers"], "hidden_units": ["layers"],
        "hidden_layers": ["layers"], "dropout_rate": ["dropout"], "l2": ["weight_decay", "regularization"],
        "momentum": ["optimizer: {name: sgd, momentum: _}"], "loss_fn": ["loss"], "criterion": ["loss"], "scheduler": ["schedule"],
        "patience": ["early_stopping: {patience: _}"], "num_negatives": ["negatives"], "num_neg": ["negatives"], "n_neg": ["negatives"],
        "n_factors": ["factors", "embedding_dim"], "num_factors": ["factors", "embedding_dim"], "latent_dim": ["embedding_dim", "factors"],
        "dim": ["embedding_dim", "factors"], "n_neighbors": ["neighbors"],
        // scikit-learn, Surprise
        "test_size": ["ratios"], "random_state": ["seed"], "random_seed": ["seed"], "n_splits": ["folds"], "n_folds": ["folds"],
        "metric": ["metrics"], "k": ["cutoffs"], "at_k": ["cutoffs"],
        // Optuna
        "n_trials": ["trials"], "timeout": ["time"], "direction": ["objective: {direction: _}"], "search_space": ["parameters"],
        "space": ["parameters"], "params": ["parameters"],
        // DVC, Snakemake, make
        "deps": ["inputs"], "outs": ["outputs"], "cmd": ["command"], "env": ["environment"], "stages": ["prepare"],
        // common
        "sep": ["delimiter"], "separator": ["delimiter"], "user_col": ["user"], "user_id": ["user"], "item_col": ["item"],
        "item_id": ["item"], "rating_col": ["rating"], "time_col": ["timestamp"], "time": ["timestamp"], "dataset": ["ingest"],
        "data": ["ingest"], "model": ["train"], "models": ["train"], "evaluation": ["evaluate"], "name": ["experiment"],
        "random": ["seed"], "hyperparameters": ["sweep"], "search": ["sweep"],
    ]

    /// How to write a foreign word here; nil where it is none, or where its meaning has no place among `known` keys.
    package static func hint(for word: String, value: String?, among known: [String]) -> String? {
        let target = targets[word.lowercased()]?.first { $0 != word && known.contains(key(of: $0)) }
        return target.map { target in
            target == key(of: target) ? "'\(word)' is '\(target)' here" : "write \(target.replacing("_}", with: "\(value ?? "…")}"))"
        }
    }

    private static func key(of target: String) -> String { String(target.prefix { $0 != ":" }) }
}
