import JSON
import Parameters
import Search

/// A search space as the database keeps it, so that a sweep can be understood without its spec.
extension SearchSpace {
    var json: JSONValue {
        .array(
            parameters.map { parameter in
                var members: [(String, JSONValue)] = [("name", .string(parameter.name))]
                switch parameter.distribution {
                case .choice(let values, let isOrdered):
                    members += [("choices", .array(values.map(JSONValue.init))), ("ordered", .bool(isOrdered))]
                case .number(let number):
                    members += [
                        ("low", .double(number.low)), ("high", .double(number.high)), ("log", .bool(number.isLog)),
                        ("step", number.step.map(JSONValue.double) ?? .null), ("integer", .bool(number.isInteger)),
                    ]
                }
                if let condition = parameter.condition {
                    members += [("parent", .int(condition.parent)), ("when", .array(condition.choices.map(JSONValue.int)))]
                }
                return .object(members)
            })
    }

    /// Nil where it is not what `json` gives.
    init?(json: JSONValue) {
        var parameters: [SearchParameter] = []
        for entry in json.array ?? [] {
            guard let name = entry["name"]?.string, let distribution = Distribution(json: entry) else { return nil }
            var condition: SearchParameter.Condition?
            if let parent = entry["parent"]?.int {
                condition = SearchParameter.Condition(parent: parent, choices: (entry["when"]?.array ?? []).compactMap(\.int))
            }
            parameters.append(SearchParameter(name, distribution, when: condition))
        }
        guard let space = try? SearchSpace(parameters), !parameters.isEmpty else { return nil }
        self = space
    }
}

extension Distribution {
    fileprivate init?(json: JSONValue) {
        if let values = json["choices"]?.array {
            self = .choice(values.map(ParameterValue.init), isOrdered: json["ordered"]?.bool ?? false)
            return
        }
        guard let low = json["low"]?.number, let high = json["high"]?.number else { return nil }
        let step = json["step"]?.number, isLog = json["log"]?.bool ?? false
        switch (json["integer"]?.bool ?? false, isLog) {
        case (true, true): self = .integerLog(Int(low), Int(high))
        case (true, false): self = .integer(Int(low), Int(high), step: Int(step ?? 1))
        case (false, true): self = .logUniform(low, high)
        case (false, false): self = .uniform(low, high, step: step)
        }
    }
}
