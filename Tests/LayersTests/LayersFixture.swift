import Foundation
import Layers
import Tensor

/// JSON files beside the tests, written by Fixtures/make.py.
enum LayersFixture {
    static func load<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(name).json")
        return try JSONDecoder().decode(type, from: Data(contentsOf: file))
    }
}

/// An embedding table whose rows get given gradients, through a product with a row of ones.
final class RowsUnderTest {
    let table: EmbeddingTable
    private let ones: EmbeddingTable
    private let network: Network
    private let product: GatherMultiply

    init(_ network: Network, rows: Int, columns: Int, start: [Float]) {
        self.network = network
        table = network.table("u", rows: rows, columns: columns, deviation: 1)
        ones = EmbeddingTable(rows: 1, columns: columns, maxTouched: network.capacity)
        ones.storage.assign([Float](repeating: 1, count: columns))
        table.storage.assign(start)
        product = GatherMultiply(table, network.users, ones, network.items)
    }

    /// Forward and backward of one batch; the table then holds the gradients.
    func backward(_ gradients: [(row: Int, values: [Float])]) {
        network.users.assign(gradients.map { Int32($0.row) })
        product.forward(rows: gradients.count)
        product.output.gradientStorage.assign(gradients.flatMap(\.values))
        product.backward(rows: gradients.count)
        ones.clearGradient()
    }
}
