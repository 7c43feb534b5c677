import CKernels
import Randomness
import Tensor

/// A model's weights by name, in the order in which its network first named them. Networks that are built over the same store share them.
public final class WeightStore: @unchecked Sendable {
    public struct Entry {
        public let name: String
        public let shape: [Int]
        public let storage: Storage
    }

    public private(set) var entries: [Entry] = []
    private let seed: UInt64

    /// `seed` decides the initial values, one stream for each name.
    public init(seed: UInt64) { self.seed = seed }

    /// Known values, for scoring.
    public convenience init(_ tensors: [(name: String, shape: [Int], values: [Float])]) {
        self.init(seed: 0)
        entries = tensors.map { Entry(name: $0.name, shape: $0.shape, storage: Storage($0.values)) }
    }

    /// The weights of that name, where there are any.
    public subscript(name: String) -> Storage? { entries.first { $0.name == name }?.storage }

    /// The weights of that name; made and initialised when there are none yet.
    public func storage(_ name: String, shape: [Int], _ initializer: Initializer) -> Storage {
        if let entry = entries.first(where: { $0.name == name }) { return entry.storage }
        let storage = Storage(count: shape.reduce(1, *))
        var random = RandomStream(seed: seed, purpose: "initialize/" + name)
        initializer.fill(storage, shape: shape, &random)
        entries.append(Entry(name: name, shape: shape, storage: storage))
        return storage
    }
}

/// How weights start.
public enum Initializer: Sendable {
    case zero
    case one
    /// Biases of an LSTM's gates (i, f, g, o): 1 for f, else 0. Source: Jozefowicz et al. 2015, ICML, §2.2.
    case forgetGate
    /// N(0, σ²).
    case normal(Double)
    /// Uniform on ±√(6 / (in + out)), for a weight of shape out × in. Source: Glorot & Bengio 2010, AISTATS, eq. 16.
    case glorot
    /// Uniform on ±√(3 / in). Source: LeCun et al. 1998, Efficient BackProp; the default of Keras' `lecun_uniform`.
    case lecun

    func fill(_ storage: Storage, shape: [Int], _ random: inout RandomStream) {
        switch self {
        case .zero: break
        case .one: storage.pointer.update(repeating: 1, count: storage.count)
        case .forgetGate:
            let size = storage.count / 4
            (storage.pointer + size).update(repeating: 1, count: size)
        case .normal(let deviation): ck_fill_normals(storage.count, deviation, &random.state, storage.pointer)
        case .glorot:
            fillUniform(storage, (6 / Double(shape.reduce(0, +))).squareRoot(), &random)
        case .lecun: fillUniform(storage, (3 / Double(shape.last ?? 1)).squareRoot(), &random)
        }
    }

    private func fillUniform(_ storage: Storage, _ bound: Double, _ random: inout RandomStream) {
        for index in 0..<storage.count { storage.pointer[index] = Float(bound * (2 * random.uniform() - 1)) }
    }
}
