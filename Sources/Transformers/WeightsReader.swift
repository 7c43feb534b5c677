import CKernels
import Diagnostics
import Safetensors
import Tensor

/// The tensors of `model.safetensors` under the names of one family, checked against the configuration before any is read.
struct WeightsReader {
    /// A tensor that the configuration asks for: any one of the names, with this shape.
    struct Expected {
        var names: [String]
        var shape: [Int]
    }

    let file: SafetensorsFile
    private var nameOf: [String: String] = [:]

    /// Throws one diagnostic for each tensor that is missing, of another shape, or of no floating-point type.
    init(file: SafetensorsFile, expecting tensors: [Expected]) throws(Failure) {
        self.file = file
        var problems: [Diagnostic] = []
        for expected in tensors {
            guard let name = expected.names.first(where: { file.tensors[$0] != nil }), let info = file.tensors[name] else {
                problems.append(.error("'\(file.path)' has no tensor '\(expected.names[0])'"))
                continue
            }
            nameOf[expected.names[0]] = name
            if info.shape != expected.shape {
                problems.append(.error("tensor '\(name)' of '\(file.path)' has the shape \(info.shape), not \(expected.shape)"))
            } else if info.type.kernelKind == nil {
                problems.append(
                    .error(
                        "tensor '\(name)' of '\(file.path)' holds \(info.type.rawValue)", hint: "float32, float16 and bfloat16 can be read")
                )
            }
        }
        if problems.isEmpty { return }
        problems[problems.count - 1].hint =
            problems[problems.count - 1].hint ?? "config.json and model.safetensors must be of one model; fetch the folder again"
        throw Failure(.invalidInput, problems)
    }

    /// Names that the file has and `expecting` did not ask for are ignored: heads that were trained on top, position numbers.
    private func with<Result>(_ name: String, _ body: (UnsafeRawPointer, Int32, Int) throws -> Result) throws -> Result {
        let name = nameOf[name] ?? name, info = try file.info(name)
        let result = try file.withUnsafeBytes(name) { bytes in
            guard let kind = info.type.kernelKind, let start = bytes.baseAddress else {
                throw Failure(.invalidInput, "tensor '\(name)' of '\(file.path)' is empty")
            }
            return try body(start, kind, info.count)
        }
        try file.release(name)
        return result
    }

    private func checkFinite(_ values: Storage, _ count: Int, _ name: String) throws {
        if ck_all_finite(count, values.pointer) != 0 { return }
        throw Failure(
            .invalidInput, "tensor '\(nameOf[name] ?? name)' of '\(file.path)' holds values that are not finite", hint: "fetch it again")
    }

    /// A vector, with zeros up to whole strips.
    func vector(_ name: String) throws -> Storage {
        try with(name) { start, kind, count in
            let result = Storage(count: ck_strip_columns(count))
            ck_widen(count, kind, start, result.pointer)
            try checkFinite(result, count, name)
            return result
        }
    }

    /// The values of a tensor as they are.
    func values(_ name: String) throws -> [Float] {
        try with(name) { start, kind, count in
            let result = Storage(count: count)
            ck_widen(count, kind, start, result.pointer)
            try checkFinite(result, count, name)
            return result.array
        }
    }

    /// Matrices of one width side by side, each from a whole strip on: outputs × inputs as in the file.
    func matrix(_ names: [String], biases: [String] = []) throws -> PackedMatrix {
        let shapes = try names.map { try file.shape(nameOf[$0] ?? $0) }
        let inputs = shapes[0][1], columns = shapes.map { ck_strip_columns($0[0]) }
        let strips = Storage(count: columns.reduce(0, +) * inputs)
        let bias = biases.isEmpty ? nil : Storage(count: columns.reduce(0, +))
        var first = 0
        for (part, name) in names.enumerated() {
            try with(name) { start, kind, count in
                let plain = Storage(count: count)
                ck_widen(count, kind, start, plain.pointer)
                try checkFinite(plain, count, name)
                ck_pack_strips(shapes[part][0], inputs, plain.pointer, strips.pointer + first * inputs)
            }
            if let bias { bias.write(try vector(biases[part]), at: first) }
            first += columns[part]
        }
        return PackedMatrix(inputs: inputs, columns: first, strips: strips, bias: bias)
    }

    /// A table whose rows stay in the file.
    func table(_ name: String) throws -> MappedTable {
        let name = nameOf[name] ?? name, info = try file.info(name)
        return MappedTable(file: file, name: name, rows: info.shape[0], columns: info.shape[1], kind: info.type.kernelKind ?? 0)
    }
}

extension ElementType {
    /// As the kernels number the types of values.
    var kernelKind: Int32? {
        switch self {
        case .float32: 0
        case .float16: 1
        case .bfloat16: 2
        default: nil
        }
    }
}

extension Storage {
    func write(_ other: Storage, at position: Int) { (pointer + position).update(from: other.pointer, count: other.count) }
}
