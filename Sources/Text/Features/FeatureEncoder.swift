import Datasets
import Diagnostics
import Parameters

public struct FeatureEncoderOptions: ParameterRecord {
    public var user = FeatureMap()
    public var item = FeatureMap()
    public init() {}

    public static let fields: [Field<Self>] = [
        Field("user", \.user, "features of users by name: {gender: categorical, age: numeric}"),
        Field("item", \.item, "features of items by name: {genres: multi, year: {kind: numeric, attribute: title, extract: year}}"),
    ]
}

/// Attributes of users and items as columns side by side, each feature a field of the matrix. Which values have columns, means and word
/// frequencies come from all users and items of the data: attributes are known before anyone has interacted.
public struct FeatureEncoder: AttributeEncoder {
    public static let id = "features"
    public static let version = 1
    public static let documentation = "attributes of users and items, each categorical, multi-valued, numeric or text; needs no tokenize"
    public let options: FeatureEncoderOptions

    public init(options: FeatureEncoderOptions) { self.options = options }

    public var sides: (user: Bool, item: Bool) { (!options.user.features.isEmpty, !options.item.features.isEmpty) }

    public func encode(users: AttributeColumns, items: AttributeColumns) throws -> EncodedFeatures {
        var problems: [Diagnostic] = [], warnings: [Diagnostic] = []
        let user = side(options.user, users, "user", &problems, &warnings)
        let item = side(options.item, items, "item", &problems, &warnings)
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
        return EncodedFeatures(
            user: user?.features, item: item?.features, userLabels: user?.labels ?? [], itemLabels: item?.labels ?? [], warnings: warnings)
    }

    /// The fields of one side; nil where there are none, or a problem.
    private func side(
        _ map: FeatureMap, _ table: AttributeColumns, _ noun: String, _ problems: inout [Diagnostic], _ warnings: inout [Diagnostic]
    ) -> (features: SparseFeatures, labels: [String])? {
        guard !map.features.isEmpty else { return nil }
        var encoded: [(name: String, columns: FieldColumns)] = []
        for feature in map.features {
            guard let texts = table.columns[feature.attribute] else {
                problems.append(unknownAttribute(feature, among: table.columns.keys.sorted(), noun))
                continue
            }
            do {
                let columns = try encodeField(feature.options, texts)
                encoded.append((feature.name, columns))
                for warning in columns.warnings {
                    warnings.append(.warning("feature '\(noun).\(feature.name)': \(warning)", hint: "such values count as missing"))
                }
            } catch {
                problems.append(.error("feature '\(noun).\(feature.name)': \(error.message)", hint: error.hint))
            }
        }
        return encoded.count == map.features.count ? FieldColumns.sideBySide(encoded, rowCount: table.count) : nil
    }

    private func encodeField(_ options: FeatureOptions, _ texts: [String]) throws(FieldProblem) -> FieldColumns {
        switch options {
        case .categorical(let options): return FieldColumns(categorical: texts, options)
        case .multi(let options): return try FieldColumns(multi: texts, options)
        case .numeric(let options): return try FieldColumns(numeric: texts, options)
        case .text(let options): return FieldColumns(text: texts, options)
        }
    }

    private func unknownAttribute(_ feature: FeatureMap.Named, among names: [String], _ noun: String) -> Diagnostic {
        let what =
            "feature '\(noun).\(feature.name)' reads the attribute '\(feature.attribute)', which the \(noun)s of the data do not have"
        guard !names.isEmpty else { return .error(what, hint: "the \(noun)s have no attributes: give ingest the \(noun) file") }
        let near = closest(to: feature.attribute, among: names).map { "did you mean '\($0)'? " } ?? ""
        return .error(what, hint: "\(near)the attributes are \(names.joined(separator: ", "))")
    }
}

/// Why an attribute cannot be encoded as asked.
struct FieldProblem: Error {
    var message: String
    var hint: String?
}
