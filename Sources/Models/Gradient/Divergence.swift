import Diagnostics
import Layers

/// The error of a training whose numbers are no longer numbers.
enum Divergence {
    /// `cause` is nil where every tensor is finite and only the loss is not.
    static func failure(
        _ model: String, epoch: Int, batch: Int, cause: NonFinite?,
        hint: String = "lower optimizer.learning_rate, set clip_gradient, or let the rate rise over schedule.warmup_steps"
    ) -> Failure {
        let what = cause?.description ?? "the loss or the norm of the gradient is not finite, though every tensor is"
        return Failure(.stageFailed, "training of '\(model)' diverged in epoch \(epoch), batch \(batch): \(what)", hint: hint)
    }
}
