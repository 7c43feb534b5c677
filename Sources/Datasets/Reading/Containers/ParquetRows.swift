import Diagnostics
import Processes

/// The rows of a Parquet file as comma-separated text with a header, made by Python with pyarrow while they are read. Times are written by
/// ISO 8601, lists of texts or numbers with `|` between their values, nested values as JSON, null as an empty field.
final class ParquetRows: ByteSource {
    private let path: String
    private let helper: HelperProgram

    init(path: String) throws {
        self.path = path
        do throws(Failure) { helper = try HelperProgram(["python3", "-c", Self.program, path], errors: .kept) } catch {
            guard error.code == .missingInput else { throw error }
            throw Self.unavailable(path, "there is no `python3`")
        }
    }

    func read(onto buffer: inout [UInt8]) throws -> Bool {
        if helper.read(onto: &buffer) { return true }
        let result = helper.finish()
        if result.ending == .exited(0) { return false }
        if result.ending == .exited(Self.noLibrary) { throw Self.unavailable(path, "this `python3` has no pyarrow") }
        let reason = result.errors.split(separator: "\n").last.map(String.init) ?? "python3 ended by itself"
        throw Failure(.invalidInput, "cannot read the Parquet file '\(path)': \(reason)", hint: "was the download complete?")
    }

    private static func unavailable(_ path: String, _ reason: String) -> Failure {
        Failure(
            .invalidInput, "'\(path)' is a Parquet file, which is read through Python with pyarrow, and \(reason)",
            hint: "python3 -m pip install pyarrow (or activate an environment that has it), or convert the file to CSV")
    }

    /// What the program below ends with where pyarrow is missing.
    private static let noLibrary: Int32 = 69

    /// Read in batches, so that a file larger than the memory is no trouble.
    private static let program = """
        import json, sys
        try:
            import pyarrow as pa, pyarrow.compute as pc, pyarrow.csv, pyarrow.parquet
        except ImportError:
            sys.exit(69)
        kinds = pa.types

        def text(value):
            if value is None:
                return None
            if isinstance(value, list) and not any(isinstance(one, (list, dict)) for one in value):
                return "|".join("" if one is None else str(one) for one in value)
            return json.dumps(value, ensure_ascii=False, default=str)

        def plain(column):
            kind = column.type
            if kinds.is_dictionary(kind):
                return plain(column.cast(kind.value_type))
            if kinds.is_nested(kind):
                return pa.array([text(one) for one in column.to_pylist()], pa.string())
            if kinds.is_decimal(kind) or kinds.is_binary(kind) or kinds.is_large_binary(kind) or kinds.is_fixed_size_binary(kind):
                return column.cast(pa.string())
            if kinds.is_timestamp(kind) and kind.tz:
                return column.cast(pa.timestamp(kind.unit, "UTC"))
            return column

        try:
            source = pa.parquet.ParquetFile(sys.argv[1])
            names = source.schema_arrow.names
            if len(set(names)) < len(names):
                sys.exit("two columns have one name")
            writer = None
            empty = pa.RecordBatch.from_arrays([pa.array([], field.type) for field in source.schema_arrow], names=names)
            for batch in [empty, *[]] if source.metadata.num_rows == 0 else source.iter_batches(65536):
                batch = pa.RecordBatch.from_arrays([plain(column) for column in batch.columns], names=names)
                if writer is None:
                    writer = pa.csv.CSVWriter(sys.stdout.buffer, batch.schema)
                writer.write_batch(batch)
            if writer is not None:
                writer.close()
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            sys.exit(1)
        except Exception as error:
            sys.exit(" ".join(str(error).split()))
        """
}
