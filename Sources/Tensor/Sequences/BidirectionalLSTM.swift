import CKernels

/// A long short-term memory over packed documents in both directions, H units each: output T × 2H, [forward, backward]. Given the linear
/// parts of its gates P = x Wxᵀ + b (T × 4H, in the order i, f, g, o, one tensor a direction) and recurrent weights W (4H × H):
///
///     i, f, o = σ(P + W h'),  g = tanh(P + W h'),  c = f ⊙ c' + i ⊙ g,  h = o ⊙ tanh(c)
///
/// with h', c' of the step before in the direction's order, 0 at its start. P is used up: after forward it holds the gates.
/// Backward runs through time; ∂W = Σ_t ∂Pᵀ h' is one product at the end.
/// Source: Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735, with forget gates (Gers et al. 2000); gates as in PyTorch.
public final class BidirectionalLSTM: Operation {
    public let output: Tensor
    private let sequences: PackedSequences
    private let directions: [LSTMDirection]

    public init(forward: Tensor, backward: Tensor, forwardWeight: Tensor, backwardWeight: Tensor, sequences: PackedSequences) {
        self.sequences = sequences
        output = Tensor(rows: sequences.tokenCapacity, columns: 2 * forwardWeight.columns)
        directions = [
            LSTMDirection(forward, forwardWeight, sequences, isReversed: false),
            LSTMDirection(backward, backwardWeight, sequences, isReversed: true),
        ]
    }

    public func forward(rows _: Int) {
        let hidden = output.columns / 2
        for (place, direction) in directions.enumerated() { direction.forward(output.values + place * hidden, stride: output.columns) }
    }

    public func backward(rows _: Int) {
        let hidden = output.columns / 2
        for (place, direction) in directions.enumerated() { direction.backward(output.gradient + place * hidden, stride: output.columns) }
    }
}

/// One direction of it.
private final class LSTMDirection {
    private let gates: Use, weight: Use
    private let sequences: PackedSequences
    private let isReversed: Bool
    private let hidden: Int
    /// c, and h' of the step before, row by row of the packed tokens.
    private let cells: Storage, before: Storage
    private lazy var hiddenGradient = Storage(count: sequences.capacity * hidden)
    private lazy var cellGradient = Storage(count: sequences.capacity * hidden)

    init(_ gates: Tensor, _ weight: Tensor, _ sequences: PackedSequences, isReversed: Bool) {
        (self.gates, self.weight) = (Use(gates), Use(weight))
        (self.sequences, self.isReversed) = (sequences, isReversed)
        hidden = weight.columns
        cells = Storage(count: sequences.tokenCapacity * hidden)
        before = Storage(count: sequences.tokenCapacity * hidden)
    }

    /// Of the n-th step in this direction's order.
    private func step(_ number: Int) -> Int { isReversed ? sequences.steps - 1 - number : number }

    private func count(_ step: Int) -> Int { step < 0 || step >= sequences.steps ? 0 : sequences.counts[step] }

    /// Rows that a step shares with the one before it in this direction's order, which are its first.
    private func carried(_ step: Int) -> Int { isReversed ? count(step + 1) : step == 0 ? 0 : count(step) }
    private func following(_ step: Int) -> Int { isReversed ? step == 0 ? 0 : count(step) : count(step + 1) }
    private func previous(_ step: Int) -> Int { isReversed ? step + 1 : step - 1 }
    private func next(_ step: Int) -> Int { isReversed ? step - 1 : step + 1 }

    func forward(_ out: UnsafeMutablePointer<Float>, stride: Int) {
        let starts = sequences.starts
        for number in 0..<sequences.steps {
            let t = step(number), start = starts[t], rows = count(t), carried = carried(t), following = following(t)
            let states = before.pointer + start * hidden
            (states + carried * hidden).update(repeating: 0, count: (rows - carried) * hidden)
            let linear = gates.values + start * 4 * hidden
            if carried > 0 {
                BLAS.multiply(states, weight.values, transposeB: true, into: linear, m: carried, n: 4 * hidden, k: hidden, accumulate: true)
            }
            ck_lstm_step(
                rows, carried, hidden, linear, cells.pointer + (carried > 0 ? starts[previous(t)] : start) * hidden,
                cells.pointer + start * hidden, out + start * stride, stride,
                before.pointer + (following > 0 ? starts[next(t)] : start) * hidden, following)
        }
    }

    func backward(_ gradient: UnsafeMutablePointer<Float>, stride: Int) {
        let starts = sequences.starts, tokens = sequences.tokenCount
        for number in (0..<sequences.steps).reversed() {
            let t = step(number), start = starts[t], rows = count(t), carried = carried(t)
            let dgates = gates.gradient + start * 4 * hidden
            ck_lstm_step_backward(
                rows, following(t), carried, hidden, gates.values + start * 4 * hidden, cells.pointer + start * hidden,
                cells.pointer + (carried > 0 ? starts[previous(t)] : start) * hidden, gradient + start * stride, stride,
                hiddenGradient.pointer, cellGradient.pointer, dgates)
            if carried > 0 {
                BLAS.multiply(dgates, weight.values, into: hiddenGradient.pointer, m: carried, n: hidden, k: 4 * hidden)
            }
        }
        if tokens > 0 {
            BLAS.multiply(
                gates.gradient, transposeA: true, before.pointer, into: weight.gradient, m: 4 * hidden, n: hidden, k: tokens,
                accumulate: weight.accumulates)
        } else if !weight.accumulates {
            weight.gradient.update(repeating: 0, count: weight.tensor.count)
        }
    }
}
