import CKernels
import Tensor

/// A matrix with a row for each item, packed for kernels that take sixty-four items at a time, one in each lane.
struct ItemPanels: Sendable {
    static let width = Int(CK_PANEL)
    let items: Int
    let columns: Int
    private let storage: Storage

    /// `values` is items × `columns`, row-major.
    init(_ values: UnsafePointer<Float>, items: Int, columns: Int) {
        (self.items, self.columns) = (items, columns)
        storage = Storage(count: ck_panel_count(items) * columns * Self.width)
        ck_pack_panels(items, columns, values, storage.pointer)
    }

    /// Row `order[p]` of `values` at place p.
    init(_ values: UnsafePointer<Float>, order: [Int32], columns: Int) {
        let rows = Storage(count: order.count * columns)
        for (place, item) in order.enumerated() {
            (rows.pointer + place * columns).update(from: values + Int(item) * columns, count: columns)
        }
        self.init(rows.pointer, items: order.count, columns: columns)
    }

    var count: Int { ck_panel_count(items) }
    /// `columns` × 64: the items of that panel.
    subscript(panel: Int) -> UnsafePointer<Float> { UnsafePointer(storage.pointer + panel * columns * Self.width) }
    func items(in panel: Int) -> Int { min(Self.width, items - panel * Self.width) }

    /// The greatest element of each row of each panel, panels × `columns`.
    func greatest() -> Storage {
        let found = Storage(count: count * columns)
        for panel in 0..<count { ck_panel_greatest(columns, self[panel], found.pointer + panel * columns) }
        return found
    }

    /// out[r, i] = left[r] · item i + bias[r], for `rows` rows of `columns` values; row r of out begins at out + r · items.
    func products(_ left: UnsafePointer<Float>, rows: Int, bias: UnsafePointer<Float>? = nil, into out: UnsafeMutablePointer<Float>) {
        for panel in 0..<count {
            ck_panel_linear(
                rows, columns, left, bias, 0, self[panel], out + panel * Self.width, items, items(in: panel))
        }
    }
}
