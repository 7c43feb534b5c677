import CKernels

/// What each step of the epoch was, so that rows that skipped some can catch up. Shared by the tables of one optimizer.
final class AdamHistory {
    /// Steps since the epoch began.
    private(set) var count: Int32 = 0
    private(set) var constants: ck_adam_history
    private let window: Int32
    private var capacity = 256

    /// Where β₁ forgets too slowly for sums over a bounded window, and with L2 weight decay (`l2`), skipped steps are looped over.
    init(_ options: AdamOptions, l2: Double) {
        window = l2 == 0 ? Self.window(options.beta1) : 0
        constants = ck_adam_history(
            steps: .allocate(capacity: capacity), beta1: Float(options.beta1), beta2: Float(options.beta2),
            epsilon: Float(options.epsilon), complement1: Float(1 - options.beta1), complement2: Float(1 - options.beta2),
            weight_decay: Float(l2), window: window)
        reset(steps: 0)
    }

    deinit { constants.steps.deallocate() }

    /// n with β₁ⁿ < 1e-10, at least 1; 0 where it would be more than 4096.
    private static func window(_ beta1: Double) -> Int32 {
        var steps: Int32 = 1, rest = beta1
        while rest > 1e-10, steps <= 4096 { (rest, steps) = (rest * beta1, steps + 1) }
        return steps > 4096 ? 0 : steps
    }

    /// Forgets all steps and makes room for so many.
    func reset(steps expected: Int) {
        count = 0
        reserve(expected + 1)
        constants.window = window
        constants.steps[0] = ck_adam_step()
        (constants.steps[0].shrink, constants.steps[0].first_power, constants.steps[0].second_power) = (1, 1, 1)
    }

    func append(stepSize: Double, root: Double, shrink: Double) {
        count += 1
        if Int(count) >= capacity { reserve(2 * capacity) }
        ck_adam_append(&constants, Int(count), stepSize, root, shrink)
    }

    private func reserve(_ size: Int) {
        guard size > capacity else { return }
        let larger = UnsafeMutablePointer<ck_adam_step>.allocate(capacity: size)
        larger.update(from: constants.steps, count: min(capacity, Int(count)))
        constants.steps.deallocate()
        (constants.steps, capacity) = (larger, size)
    }
}
