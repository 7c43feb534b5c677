import Diagnostics
import Orchestrator
import Spec

/// A spec by the product's own schema, read from a file, resolved and expanded.
let specTarget = FuzzTarget("spec", "a spec in YAML: loaded, resolved, expanded into runs", maximumBytes: 2048) {
    let folder = try ScratchFolder()
    _ = try folder.write("base.yaml", Array("experiment: base\ningest: {format: synthetic}\ntrain: {model: popularity}\n".utf8))
    let loader = SpecLoader(schema: pipelineSchema, environment: ["HOME": "/home", "EMPTY": ""])
    return { bytes in
        let path = try folder.write("spec.yaml", bytes)
        let runs = try orderly { try loader.load(file: path).expand(limit: 200) }
        guard let runs else { return }
        try promise(Set(runs.map(\.variant)).count == runs.count, "two runs of one name")
        let again = try orderly { try loader.load(file: path).expand(limit: 200) }
        try promise(again == runs, "the same spec gave other runs")
    }
}

/// `--set` and what sweeps assign: `path=value` over a sound spec.
let overrideTarget = FuzzTarget("override", "values set on the command line, one a line", maximumBytes: 256) {
    let text = """
        experiment: e
        ingest: {format: synthetic}
        train:
          a: {model: gmf, epochs: 2}
          b: {model: popularity}
        evaluate: {metrics: [ndcg], cutoffs: [10]}
        """
    let loader = SpecLoader(schema: pipelineSchema, environment: [:])
    return { bytes in
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").prefix(8).map(String.init)
        _ = try orderly { try loader.load(text: text, overrides: lines).expand(limit: 200) }
    }
}
