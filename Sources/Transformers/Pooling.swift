import Glibc

/// How the vectors of a text's tokens become one.
public struct Pooling: Hashable, Sendable {
    public enum Kind: String, Sendable {
        /// The mean over all tokens, special ones too.
        case mean
        /// The first token's: `[CLS]` in the BERT family.
        case first
    }

    public var kind: Kind
    /// Scaled to Euclidean length 1; zeros stay zeros.
    public var isNormalized: Bool

    public init(_ kind: Kind, normalized: Bool = false) {
        self.kind = kind
        isNormalized = normalized
    }

    /// `rows` vectors, `stride` floats apart, to one of `columns`.
    func pool(_ x: UnsafePointer<Float>, rows: Int, stride: Int, columns: Int, into out: UnsafeMutablePointer<Float>) {
        switch kind {
        case .first: for j in 0..<columns { out[j] = x[j] }
        case .mean:
            for j in 0..<columns { out[j] = x[j] }
            for row in 1..<max(1, rows) { for j in 0..<columns { out[j] += x[row * stride + j] } }
            for j in 0..<columns { out[j] /= Float(rows) }
        }
        guard isNormalized else { return }
        var square = 0.0
        for j in 0..<columns { square += Double(out[j]) * Double(out[j]) }
        let factor = square > 0 ? Float(1 / square.squareRoot()) : 0
        for j in 0..<columns { out[j] *= factor }
    }
}
