import Tensor
import Testing

/// What the catalog's formulas do not say: which columns count.
@Suite struct ColumnLossTests {
    private let scores: [[Float]] = [[3, 1, 4, 1, 5], [9, 2, 6, 5, 3]]

    /// Two users with unit vectors, so that scores are the items' elements. User 0 knows item 10 (its own) and 14, user 1 item 11.
    private func gradient(_ kind: ColumnLoss.Kind, items: [Int32] = [0, 1, 2, 3, 4], isInBatch: Bool = true, hardest: Int? = nil)
        -> [[Float]]
    {
        let x = OperationCatalog.tensor([1, 0, 0, 1], 2, 2)
        let y = OperationCatalog.tensor((0..<5).flatMap { [scores[0][$0], scores[1][$0]] }, 5, 2)
        let known = KnownItems(lists: IndexLists(offsets: [0, 2, 3], values: [0, 4, 1]), itemCount: 5)
        let loss = ColumnLoss(
            kind, x, y, users: OperationCatalog.indices([0, 1]), items: OperationCatalog.indices(items), known: known, scale: 1,
            isInBatch: isInBatch, hardest: hardest)
        loss.columns = 5
        _ = loss.evaluate(rows: 2)
        // ∂L/∂y_c = Σ_r G_rc x_r, and x is the unit matrix: the rows of G.
        return (0..<2).map { row in (0..<5).map { y.gradient[2 * $0 + row] } }
    }

    private static let kinds: [ColumnLoss.Kind] = [.softmax, .bpr, .bce]

    @Test(arguments: kinds) func positivesOfTheUserAreNoNegatives(_ kind: ColumnLoss.Kind) {
        let g = gradient(kind)
        #expect(g[0][4] == 0 && g[0][0] < 0 && g[0][1] > 0 && g[0][2] > 0 && g[0][3] > 0)
        #expect(g[1][1] < 0 && g[1][0] > 0 && g[1][2] > 0 && g[1][3] > 0 && g[1][4] > 0)
    }

    /// Columns 2 and 3 hold the first row's own item again.
    @Test(arguments: kinds) func theOwnItemInOtherColumnsIsNoNegative(_ kind: ColumnLoss.Kind) {
        let g = gradient(kind, items: [0, 1, 0, 0, 2])
        #expect(g[0][2] == 0 && g[0][3] == 0 && g[0][0] < 0 && g[0][1] > 0 && g[0][4] > 0)
        #expect(g[1][2] > 0 && g[1][3] > 0)
    }

    @Test(arguments: kinds) func withoutInBatchOnlySampledColumnsCount(_ kind: ColumnLoss.Kind) {
        let g = gradient(kind, isInBatch: false)
        #expect(g[0][1] == 0 && g[1][0] == 0 && g[0][2] > 0 && g[1][4] > 0)
    }

    /// Row 0's negatives score 1, 4, 1 (5 is masked), row 1's 9, 6, 5, 3. Among equal ones the first column stays.
    @Test(arguments: kinds) func onlyTheHardestCount(_ kind: ColumnLoss.Kind) {
        let one = gradient(kind, hardest: 1)
        #expect(one[0].map { $0 > 0 } == [false, false, true, false, false])
        #expect(one[1].map { $0 > 0 } == [true, false, false, false, false])
        let two = gradient(kind, hardest: 2)
        #expect(two[0].map { $0 > 0 } == [false, true, true, false, false])
        #expect(two[1].map { $0 > 0 } == [true, false, true, false, false])
        #expect(gradient(kind, hardest: 100) == gradient(kind))
    }

    /// More rows than one block of 64, alike in pairs: the same loss as of one pair.
    @Test(arguments: kinds) func blocksOfRowsAddUp(_ kind: ColumnLoss.Kind) {
        let rows = 130
        let x = OperationCatalog.tensor(OperationTests.values(rows * 3, seed: 5).map { Float($0) }, rows, 3)
        let y = OperationCatalog.tensor(OperationTests.values(rows * 3, seed: 6).map { Float($0) }, rows, 3)
        let known = KnownItems(lists: IndexLists(offsets: [0, 0], values: []), itemCount: rows)
        let loss = ColumnLoss(
            kind, x, y, users: OperationCatalog.indices([Int32](repeating: 0, count: rows)),
            items: OperationCatalog.indices([Int32](0..<Int32(rows))), known: known, scale: 1)
        loss.columns = rows
        let sum = loss.evaluate(rows: rows)
        var expected = 0.0
        for row in 0..<rows {
            let s = (0..<rows).map { c in (0..<3).reduce(0.0) { $0 + Double(x.values[3 * row + $1] * y.values[3 * c + $1]) } }
            expected += OperationCatalog.columnRowLoss(kind, s, positive: row, negatives: (0..<rows).filter { $0 != row })
        }
        #expect(abs(sum - expected) < 1e-5 * expected)
        // A softmax row's gradients of its scores sum to 0, and so Σ_c ∂y_c = Σ_r x_r Σ_c G_rc = 0.
        if kind == .softmax {
            for column in 0..<3 {
                let total = (0..<rows).reduce(0.0) { $0 + Double(y.gradient[3 * $1 + column]) }
                #expect(abs(total) < 1e-5)
            }
        }
    }
}
