import Randomness
import Tensor

/// A network over batches of (user, item) pairs: layers are added one after another, each taking and giving B × columns, and the
/// network keeps what training needs of them. Everything is allocated while it is built.
public final class Network {
    public typealias Layer = Tensor

    /// B: the most rows that pass at once.
    public let capacity: Int
    /// The most rows of one training step, `capacity` or more.
    public let batchCapacity: Int
    public let users: Indices
    public let items: Indices
    /// Labels (0 or 1) or ratings of the batch, B × 1.
    public let targets: Layer
    public private(set) var tables: [(name: String, table: EmbeddingTable)] = []
    public private(set) var parameters: [(name: String, tensor: Tensor)] = []
    let tape = Tape()
    private let weights: WeightStore
    let isTraining: Bool
    private var dropouts: [Dropout] = []
    /// Rows of the piece that passed last.
    public private(set) var lastRows = 0

    /// For scoring, or for steps of at most `capacity` rows.
    public convenience init(capacity: Int, weights: WeightStore, isTraining: Bool) {
        self.init(capacity: capacity, batch: capacity, weights: weights, isTraining: isTraining)
    }

    /// For training steps of at most `batch` rows. Large ones pass in pieces of about `pieceRows`, whose values and gradients stay in the
    /// processor's cache; what a step computes is the batch's, but for the order of additions. Pieces hold whole groups of `group` rows.
    public convenience init(batch: Int, group: Int = 2, weights: WeightStore) {
        let pieces = (batch + Self.pieceRows - 1) / Self.pieceRows
        let rows = pieces <= 1 ? batch : ((batch + pieces - 1) / pieces + group - 1) / group * group
        self.init(capacity: rows, batch: batch, weights: weights, isTraining: true)
    }

    public static let pieceRows = 256

    private init(capacity: Int, batch: Int, weights: WeightStore, isTraining: Bool) {
        self.capacity = capacity
        batchCapacity = batch
        self.weights = weights
        self.isTraining = isTraining
        users = Indices(capacity: capacity)
        items = Indices(capacity: capacity)
        targets = Tensor(rows: capacity, columns: 1)
    }

    /// An embedding table `rows` × `columns`, from N(0, σ²).
    ///
    /// `mostTouched` bounds how many of its rows a batch names; nil: one for each row of the batch.
    public func table(_ name: String, rows: Int, columns: Int, deviation: Double, mostTouched: Int? = nil) -> EmbeddingTable {
        let storage = weights.storage(name, shape: [rows, columns], .normal(deviation))
        let most = isTraining ? mostTouched ?? batchCapacity : 0
        let table = EmbeddingTable(rows: rows, columns: columns, maxTouched: most, storage: storage)
        tables.append((name, table))
        return table
    }

    /// u ⊙ v of the batch's users and items, B × D.
    public func product(users userTable: EmbeddingTable, items itemTable: EmbeddingTable) -> Layer {
        let operation = GatherMultiply(userTable, users, itemTable, items)
        tape.record(operation)
        return operation.output
    }

    /// (u, v) of the batch's users and items side by side, B × (D_u + D_v).
    public func concatenation(users userTable: EmbeddingTable, items itemTable: EmbeddingTable) -> Layer {
        let operation = GatherConcatenate(userTable, users, itemTable, items)
        tape.record(operation)
        return operation.output
    }

    /// x Wᵀ + b, B × `outputs`; weights `name`.weight (Glorot) and `name`.bias (0).
    public func linear(_ name: String, _ input: Layer, outputs: Int, relu: Bool = false) -> Layer {
        let weight = parameter(name + ".weight", outputs, input.columns, .glorot)
        let bias = parameter(name + ".bias", 1, outputs, .zero)
        let operation = Linear(input, weight: weight, bias: bias, relu: relu, isFixed: !isTraining)
        tape.record(operation)
        return operation.output
    }

    /// scale · softmax(logits) ⊙ x.
    public func attend(logits: Layer, over input: Layer, scale: Double) -> Layer {
        let operation = SoftmaxMultiply(logits: logits, input, scale: Float(scale))
        tape.record(operation)
        return operation.output
    }

    /// x · w + b, B × 1; weights `name`.weight and `name`.bias (0).
    public func project(_ name: String, _ input: Layer, _ initializer: Initializer = .glorot) -> Layer {
        let weight = parameter(name + ".weight", 1, input.columns, initializer)
        let bias = parameter(name + ".bias", 1, 1, .zero)
        let operation = Project(input, weight: weight, bias: bias)
        tape.record(operation)
        return operation.output
    }

    /// (x, y) · w + b, B × 1, of two layers side by side; weights `name`.weight and `name`.bias (0).
    public func project(_ name: String, _ left: Layer, _ right: Layer, _ initializer: Initializer = .glorot) -> Layer {
        let weight = parameter(name + ".weight", 1, left.columns + right.columns, initializer)
        let bias = parameter(name + ".bias", 1, 1, .zero)
        let operation = ProjectPair(left, right, weight: weight, bias: bias)
        tape.record(operation)
        return operation.output
    }

    /// Inverted dropout; the input itself when the rate is 0 or the network only scores.
    public func dropout(_ input: Layer, rate: Double) -> Layer {
        guard isTraining, rate > 0 else { return input }
        let operation = Dropout(input, rate: Float(rate))
        tape.record(operation)
        dropouts.append(operation)
        return operation.output
    }

    func parameter(_ name: String, _ rows: Int, _ columns: Int, _ initializer: Initializer) -> Tensor {
        let shape = rows == 1 ? [columns] : [rows, columns]
        let tensor = Tensor(rows: rows, columns: columns, storage: weights.storage(name, shape: shape, initializer))
        parameters.append((name, tensor))
        return tensor
    }

    /// Counts a table that other networks share among this one's.
    public func adopt(_ name: String, _ table: EmbeddingTable) { tables.append((name, table)) }

    /// New dropout masks for the next batch.
    public func drawMasks(_ random: inout RandomStream) {
        for dropout in dropouts { dropout.key = random.next() }
    }

    /// Forgets what an interrupted batch left behind.
    public func clearGradients() {
        for entry in tables { entry.table.clearGradient() }
    }

    public func forward(rows: Int) { tape.forward(rows: rows) }

    public func backward(rows: Int) { tape.backward(rows: rows) }

    /// Forward, loss, backward, update of one batch of `rows` rows, which the sampler has left; returns the sum of its losses, NaN where
    /// the gradient is not finite (which is noticed with clipping). When that is not finite the weights are left as they were.
    public func step(
        rows: Int, from sampler: any BatchSampler, loss: any Loss, optimizer: Optimizer, random: inout RandomStream
    ) -> Double {
        var sum = 0.0, done = 0
        while done < rows {
            lastRows = sampler.fill(self, atMost: min(capacity, rows - done))
            guard lastRows > 0 else { break }
            drawMasks(&random)
            for parameter in parameters { parameter.tensor.addsToGradient = done > 0 }
            tape.forward(rows: lastRows)
            sum += loss.evaluate(rows: lastRows, of: rows)
            guard sum.isFinite else { return sum }
            tape.backward(rows: lastRows)
            done += lastRows
        }
        return optimizer.takeStep() ? sum : .nan
    }
}
