import Diagnostics

/// Weights of which not all need be in memory, such as a mapped file.
public protocol WeightSource: Sendable {
    var names: [String] { get }
    /// Throws where there is no tensor of that name.
    func shape(_ name: String) throws -> [Int]
    func tensor(_ name: String) throws -> NamedTensor
    /// Ranges along the first dimension, one after another, as one tensor.
    func tensor(_ name: String, rows: [Range<Int>]) throws -> NamedTensor
}

extension WeightSource {
    func has(_ name: String) -> Bool { names.contains(name) }
    var all: [NamedTensor] { get throws { try names.map(tensor) } }

    func floats(_ name: String, rows: [Range<Int>]? = nil) throws -> [Float] {
        guard case .float(let values) = try rows.map({ try tensor(name, rows: $0) })?.values ?? tensor(name).values else { return [] }
        return values
    }

    func int32s(_ name: String, rows: [Range<Int>]? = nil) throws -> [Int32] {
        guard case .int32(let values) = try rows.map({ try tensor(name, rows: $0) })?.values ?? tensor(name).values else { return [] }
        return values
    }

    func int64s(_ name: String, rows: [Range<Int>]? = nil) throws -> [Int64] {
        guard case .int64(let values) = try rows.map({ try tensor(name, rows: $0) })?.values ?? tensor(name).values else { return [] }
        return values
    }
}

/// Weights in memory.
public struct LoadedWeights: WeightSource {
    private let tensors: [String: NamedTensor]

    public init(_ tensors: [NamedTensor]) {
        self.tensors = Dictionary(tensors.map { ($0.name, $0) }) { $1 }
    }

    public var names: [String] { tensors.keys.sorted() }

    public func shape(_ name: String) throws -> [Int] { try tensor(name).shape }

    public func tensor(_ name: String) throws -> NamedTensor {
        guard let tensor = tensors[name] else { throw Failure(.invalidInput, "the weights have no tensor '\(name)'") }
        return tensor
    }

    public func tensor(_ name: String, rows: [Range<Int>]) throws -> NamedTensor {
        let whole = try tensor(name)
        let count = whole.shape.first ?? 1, width = count == 0 ? 0 : whole.values.count / count
        func pick<Element>(_ values: [Element]) -> [Element] {
            rows.flatMap { values[$0.lowerBound * width..<$0.upperBound * width] }
        }
        let shape = [rows.reduce(0) { $0 + $1.count }] + whole.shape.dropFirst()
        return switch whole.values {
        case .float(let values): NamedTensor(name, shape: shape, .float(pick(values)))
        case .int32(let values): NamedTensor(name, shape: shape, .int32(pick(values)))
        case .int64(let values): NamedTensor(name, shape: shape, .int64(pick(values)))
        }
    }
}
