import CKernels

/// A factorization machine of second order over z (B × C): out = b + z · w + Σ_{j<k} ⟨v_j, v_k⟩ z_j z_k, B × 1, with w 1 × C and V K × C:
/// the pairs are ½ Σ_f ((v_f · z)² − Σ_j v_fj² z_j²). Backward with s_f = v_f · z: ∂z_j (+)= g (w_j + Σ_f v_fj (s_f − v_fj z_j)),
/// ∂v_fj (+)= Σ_r g z_j (s_f − v_fj z_j), ∂w (+)= Σ_r g z, ∂b (+)= Σ_r g.
/// Source: Rendle 2010, doi:10.1109/ICDM.2010.127, eq. 1 and lemma 3.1.
public final class FactorizationMachine: Operation {
    public let output: Tensor
    private let input: Use, weight: Use, factors: Use, bias: Use
    private let sums: Storage

    public init(_ input: Tensor, weight: Tensor, factors: Tensor, bias: Tensor) {
        (self.input, self.weight, self.factors, self.bias) = (Use(input), Use(weight), Use(factors), Use(bias))
        output = Tensor(rows: input.rows, columns: 1)
        sums = Storage(count: input.rows * factors.rows)
    }

    public func forward(rows: Int) {
        ck_factorization_machine(
            rows, input.tensor.columns, factors.tensor.rows, input.values, weight.values, factors.values, bias.values[0], sums.pointer,
            output.values)
    }

    public func backward(rows: Int) {
        for use in [weight, factors, bias] where !use.accumulates { use.gradient.update(repeating: 0, count: use.tensor.count) }
        ck_factorization_machine_backward(
            rows, input.tensor.columns, factors.tensor.rows, input.values, weight.values, factors.values, sums.pointer, output.gradient,
            input.gradient, input.flag, weight.gradient, factors.gradient, bias.gradient)
    }
}
