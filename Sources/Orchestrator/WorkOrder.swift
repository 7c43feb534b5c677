import JSON

/// What a coordinator wants of a worker; one line of JSON each.
package enum WorkOrder: Hashable, Sendable {
    case run(Run)
    /// The answer to a progress report with metrics, where the run asks: go on, or stop here (the epoch is kept).
    case verdict(goesOn: Bool)
    /// Stop as Ctrl-C would.
    case stop

    /// One run of the spec that the worker was started with.
    package struct Run: Hashable, Sendable {
        /// Overrides, `path=value`.
        package var values: [String]
        /// By block the variant to take.
        package var variants: [String: String]
        /// Which of the runs that this leaves.
        package var index: Int
        /// The id that it must have: another one means that the spec or its inputs have changed meanwhile.
        package var id: String
        package var threads: Int
        /// Wait for a verdict after each epoch.
        package var asks: Bool

        package init(
            values: [String], variants: [String: String], index: Int, id: String, threads: Int = 1, asks: Bool = false
        ) {
            self.values = values
            self.variants = variants
            self.index = index
            self.id = id
            self.threads = threads
            self.asks = asks
        }
    }

    package var line: String {
        let json: JSONValue =
            switch self {
            case .run(let run):
                .object([
                    ("order", "run"), ("values", .array(run.values.map(JSONValue.string))),
                    ("variants", .object(run.variants.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
                    ("index", .int(run.index)), ("id", .string(run.id)), ("threads", .int(run.threads)), ("asks", .bool(run.asks)),
                ])
            case .verdict(let goesOn): .object([("order", "verdict"), ("goes_on", .bool(goesOn))])
            case .stop: .object([("order", "stop")])
            }
        return json.compact
    }

    init?(line: String) {
        guard let json = try? JSONValue(parsing: line) else { return nil }
        switch json["order"]?.string {
        case "run":
            guard let id = json["id"]?.string, let index = json["index"]?.int else { return nil }
            let variants = (json["variants"]?.members ?? []).compactMap { member in member.value.string.map { (member.name, $0) } }
            self = .run(
                Run(
                    values: (json["values"]?.array ?? []).compactMap(\.string),
                    variants: Dictionary(variants) { first, _ in first }, index: index, id: id, threads: json["threads"]?.int ?? 1,
                    asks: json["asks"]?.bool ?? false))
        case "verdict": self = .verdict(goesOn: json["goes_on"]?.bool ?? true)
        case "stop": self = .stop
        default: return nil
        }
    }
}
