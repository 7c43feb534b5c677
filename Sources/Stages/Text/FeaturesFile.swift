import Datasets
import Diagnostics
import Parameters
import Safetensors

/// `features.safetensors`: sparse matrices in compressed rows. Items' tensors are `offsets`, `columns`, `values`, users' the same after
/// `user.`; the metadata `columns` (`user.columns`) counts columns, and `fields` (`user.fields`) is a JSON list of
/// `{name, kind, first, count}`, left out where all columns are one text. Where an encoder made one vector of each row, the tensor
/// `vectors` (rows × D, float32 or float16) is all there is.
enum FeaturesFile {
    static let name = "features.safetensors"

    static func writer(user: SparseFeatures? = nil, item: SparseFeatures? = nil) throws -> SafetensorsWriter {
        var writer = SafetensorsWriter()
        if let item { try add(item, "", to: &writer) }
        if let user { try add(user, "user.", to: &writer) }
        return writer
    }

    /// Row-major vectors of items.
    static func writer(itemVectors vectors: [Float], width: Int, half: Bool) throws -> SafetensorsWriter {
        var writer = SafetensorsWriter()
        let shape = [width > 0 ? vectors.count / width : 0, width]
        if half {
            try writer.add(vectorsName, float16: vectors, shape: shape)
        } else {
            try writer.add(vectorsName, float32: vectors, shape: shape)
        }
        return writer
    }

    private static let vectorsName = "vectors"

    private static func add(_ matrix: SparseFeatures, _ prefix: String, to writer: inout SafetensorsWriter) throws {
        writer.metadata[prefix + "columns"] = String(matrix.columnCount)
        if matrix.fields != SparseFeatures.unnamedFields(columnCount: matrix.columnCount) {
            writer.metadata[prefix + "fields"] = try encode(matrix.fields)
        }
        try writer.add(prefix + "offsets", int64: matrix.offsets.map(Int64.init))
        try writer.add(prefix + "columns", int32: matrix.columns)
        try writer.add(prefix + "values", float32: matrix.values)
    }

    /// The matrices that the file has.
    static func read(path: String) throws -> (user: SparseFeatures?, item: SparseFeatures?) {
        let file = try SafetensorsFile(path: path)
        return (try matrix("user.", of: file), try matrix("", of: file))
    }

    private static func matrix(_ prefix: String, of file: SafetensorsFile) throws -> SparseFeatures? {
        if let vectors = file.tensors[prefix + vectorsName], vectors.shape.count == 2 {
            return SparseFeatures(dense: try file.floats(prefix + vectorsName), width: vectors.shape[1])
        }
        guard file.tensors[prefix + "offsets"] != nil else { return nil }
        return SparseFeatures(
            offsets: try file.int64s(prefix + "offsets").map(Int.init), columns: try file.int32s(prefix + "columns"),
            values: try file.floats(prefix + "values"), columnCount: Int(file.metadata[prefix + "columns"] ?? "") ?? 0,
            fields: try file.metadata[prefix + "fields"].map { try decode($0, path: file.path) })
    }

    private static func encode(_ fields: [FeatureField]) throws -> String {
        try ParameterJSON.encode(
            .list(
                fields.map { field in
                    .record([
                        ("name", .string(field.name)), ("kind", .string(field.kind.rawValue)),
                        ("first", .int(field.columns.lowerBound)), ("count", .int(field.columns.count)),
                    ])
                }))
    }

    private static func decode(_ text: String, path: String) throws -> [FeatureField] {
        guard case .list(let entries) = try ParameterJSON.decode(text) else { throw damaged(path) }
        return try entries.map { entry in
            guard case .string(let name)? = entry["name"], case .string(let word)? = entry["kind"],
                let kind = FeatureField.Kind(rawValue: word), case .int(let first)? = entry["first"],
                case .int(let count)? = entry["count"], first >= 0, count >= 0, count < Int(Int32.max), first < Int(Int32.max)
            else { throw damaged(path) }
            return FeatureField(name, kind, columns: first..<first + count)
        }
    }

    private static func damaged(_ path: String) -> Failure {
        Failure(.invalidInput, "'\(path)' has fields that cannot be read", hint: "run the encode stage again with --force encode")
    }
}
