import Parameters
import Processes

/// One row of `pipeline runs`.
public struct RunSummary: Hashable, Sendable {
    public var id: String
    public var experiment: String
    public var variant: String
    public var group: String
    /// A run whose process died without saying so is `interrupted` here, whatever the table says.
    public var status: RunStatus
    public var started: Timestamp
    public var finished: Timestamp?
    /// Nil until the run ends.
    public var seconds: Double?
    public var seed: Int?
    public var error: String?
    /// How many warnings its stages gave.
    public var warnings = 0
    /// When it went into the trash; nil for runs that are not there.
    public var trashed: Timestamp?
    /// Sorted by key.
    public var tags: [(key: String, value: String)] { tagList.map { ($0.name, $0.value) } }
    /// Sorted by dotted name.
    public var parameters: [RecordedParameter]
    /// Final values, sorted by name.
    public var metrics: [RecordedMetric]
    var tagList: [RecordedTag]

    public func metric(_ name: String) -> Double? { metrics.first { $0.name == name }?.value }
    public func parameter(_ name: String) -> RecordedParameter? { parameters.first { $0.name == name } }
}

struct RecordedTag: Hashable, Sendable {
    var name: String
    var value: String
}

public struct RecordedParameter: Hashable, Sendable {
    /// Dotted: `train.optimizer.learning_rate`.
    public var name: String
    /// As a person would write it in YAML flow style.
    public var text: String
    /// Nil unless it is a number.
    public var number: Double?
    /// "null", "bool", "int", "double", "string", "list" or "record".
    public var type: String

    /// Typed again; lists and records stay text.
    public var value: ParameterValue {
        switch type {
        case "null": .null
        case "bool": .bool(text == "true")
        case "int": Int(text).map(ParameterValue.int) ?? .string(text)
        case "double": Double(text).map(ParameterValue.double) ?? .string(text)
        default: .string(text)
        }
    }
}

public struct RecordedMetric: Hashable, Sendable {
    public var name: String
    public var value: Double
}

/// Everything that the `runs` table says of one run, beyond its summary.
public struct RunDetails: Hashable, Sendable {
    public var summary: RunSummary
    public var specPath: String?
    public var spec: String
    public var configurationDigest: String
    public var version: String
    /// Where it was started: relative paths in `spec` begin there. Nil for runs from before it was recorded.
    public var directory: String?
    public var blasKernel: String?
    public var process: ProcessIdentity
    public var attempts: Int
    public var provenance: Provenance
}

/// The values of one metric over training, by increasing step.
public struct MetricSeries: Hashable, Sendable {
    public struct Point: Hashable, Sendable {
        public var step: Int
        public var value: Double
        public var time: Timestamp
    }

    public var name: String
    public var points: [Point]
}

/// What to read of each run besides its own row.
public struct RunParts: OptionSet, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    public static let tags = RunParts(rawValue: 1)
    public static let parameters = RunParts(rawValue: 2)
    public static let metrics = RunParts(rawValue: 4)
    public static let all: RunParts = [.tags, .parameters, .metrics]
}

/// Which runs to list. The newest come first unless `order` says otherwise.
public struct RunFilter: Hashable, Sendable {
    public enum Order: Hashable, Sendable {
        case newestFirst
        /// Best first by a final metric; runs without it (or with NaN) are left out.
        case metric(String, descending: Bool)
        /// By fields, the first first; runs without a value come last.
        case keys([RunSortKey])
    }

    public var experiment: String?
    /// A variant's label or its group.
    public var variant: String?
    public var status: RunStatus?
    public var since: Timestamp?
    /// All must be set as given.
    public var tags: [String: String]
    public var order: Order
    public var limit: Int?
    /// Must hold besides all the rest.
    public var expression: RunExpression?
    /// Runs in the trash instead of those that are not.
    public var trashed = false

    public init(
        experiment: String? = nil, variant: String? = nil, status: RunStatus? = nil, since: Timestamp? = nil,
        tags: [String: String] = [:], order: Order = .newestFirst, limit: Int? = nil,
        expression: RunExpression? = nil
    ) {
        self.experiment = experiment
        self.variant = variant
        self.status = status
        self.since = since
        self.tags = tags
        self.order = order
        self.limit = limit
        self.expression = expression
    }
}
