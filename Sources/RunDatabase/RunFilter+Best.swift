import GRDB

extension RunFilter {
    /// For an order by a metric with a limit: the ids, found by going through the index of the metric's values from the best until there are
    /// enough; nil where that would not be the quick way, or where too few runs have the metric.
    func best(dead: [String], in database: Database) throws -> [String]? {
        guard case .keys(let keys) = order, keys.count == 1, let key = keys.first, let limit, experiment == nil,
            expression?.node.namesExperiment != true
        else { return nil }
        let names = try RunNames(database)
        let text = FilterText(key.name, name: "sort")
        guard case .metric(let metric) = try names.resolve(FilterName(text: key.name, range: 0..<text.scalars.count), in: text).source
        else {
            return nil
        }
        var quick = self
        quick.order = .metric(metric, descending: key.descending)
        let (sql, arguments) = try quick.statement(dead: dead, in: database)
        let ids = try String.fetchAll(database, sql: sql, arguments: arguments)
        return ids.count == limit ? ids : nil
    }
}

extension FilterNode {
    /// Whether it demands one experiment, which an index finds.
    fileprivate var namesExperiment: Bool {
        switch self {
        case .all(let nodes): nodes.contains(where: \.namesExperiment)
        case .compare(let name, .equal, _): name.text == "experiment"
        default: false
        }
    }
}
