import Tensor

/// An order of items in which those with similar rows stand together, so that a panel's rows of a rectified layer are often all zero.
///
/// Groups are halved, at a multiple of a panel's width, along that one of the first principal components in which they vary most, down to
/// single panels (a k-d tree, Bentley 1975, doi:10.1145/361002.361007). The order decides about speed only, never about a score.
enum ItemOrder {
    private static let components = 4, rounds = 12

    /// The indices of the `items` rows of `columns` values, reordered.
    static func similar(_ rows: UnsafePointer<Float>, items: Int, columns: Int) -> [Int32] {
        var order = (0..<items).map { Int32(truncatingIfNeeded: $0) }
        guard items > ItemPanels.width, columns > components else { return order }
        let places = projected(rows, items: items, columns: columns)
        order.withUnsafeMutableBufferPointer { halve($0, places.pointer) }
        return order
    }

    private static func halve(_ group: UnsafeMutableBufferPointer<Int32>, _ places: UnsafePointer<Float>) {
        let panels = (group.count + ItemPanels.width - 1) / ItemPanels.width
        guard panels > 1 else { return }
        let axis = widestAxis(group, places)
        // A sort of whole numbers: the ordered bits of a place, then the item.
        let sorted = group.map { UInt64(ordered(places[Int($0) * components + axis])) << 32 | UInt64(UInt32(bitPattern: $0)) }.sorted()
        for (position, key) in sorted.enumerated() { group[position] = Int32(truncatingIfNeeded: key) }
        let middle = panels / 2 * ItemPanels.width
        halve(UnsafeMutableBufferPointer(rebasing: group[..<middle]), places)
        halve(UnsafeMutableBufferPointer(rebasing: group[middle...]), places)
    }

    private static func widestAxis(_ group: UnsafeMutableBufferPointer<Int32>, _ places: UnsafePointer<Float>) -> Int {
        var sums = [Float](repeating: 0, count: components), squares = sums
        for item in group {
            for axis in 0..<components {
                let place = places[Int(item) * components + axis]
                sums[axis] += place
                squares[axis] += place * place
            }
        }
        let count = Float(group.count)
        let spreads = (0..<components).map { squares[$0] - sums[$0] * sums[$0] / count }
        return spreads.indices.max { spreads[$0] < spreads[$1] } ?? 0
    }

    /// Ascends with `value`.
    private static func ordered(_ value: Float) -> UInt32 {
        let bits = value.bitPattern
        return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    }

    /// items × `components`: the centred rows along their principal components.
    private static func projected(_ rows: UnsafePointer<Float>, items: Int, columns: Int) -> Storage {
        let centred = Storage(count: items * columns), mean = Storage(count: columns), square = Storage(count: columns * columns)
        for item in 0..<items {
            for column in 0..<columns { mean.pointer[column] += rows[item * columns + column] }
        }
        for column in 0..<columns { mean.pointer[column] /= Float(items) }
        for item in 0..<items {
            for column in 0..<columns {
                centred.pointer[item * columns + column] = rows[item * columns + column] - mean.pointer[column]
            }
        }
        BLAS.multiply(centred.pointer, transposeA: true, centred.pointer, into: square.pointer, m: columns, n: columns, k: items)
        let axes = directions(square, columns: columns), places = Storage(count: items * components)
        BLAS.multiply(centred.pointer, axes.pointer, transposeB: true, into: places.pointer, m: items, n: components, k: columns)
        return places
    }

    /// `components` × columns: approximate eigenvectors of the greatest eigenvalues, by power iteration, each orthogonal to those before
    /// it.
    private static func directions(_ square: Storage, columns: Int) -> Storage {
        let axes = Storage(count: components * columns), next = Storage(count: columns)
        for component in 0..<components {
            let axis = axes.pointer + component * columns
            for column in 0..<columns { axis[column] = column % components == component ? 1 : 0.5 }
            for _ in 0..<rounds {
                BLAS.multiply(square.pointer, axis, into: next.pointer, m: columns, n: 1, k: columns)
                axis.update(from: next.pointer, count: columns)
                for earlier in 0..<component { removePart(of: axis, along: axes.pointer + earlier * columns, columns) }
                let length = dot(axis, axis, columns).squareRoot()
                for column in 0..<columns { axis[column] /= max(length, .leastNormalMagnitude) }
            }
        }
        return axes
    }

    private static func removePart(of axis: UnsafeMutablePointer<Float>, along other: UnsafeMutablePointer<Float>, _ count: Int) {
        let part = dot(axis, other, count)
        for column in 0..<count { axis[column] -= part * other[column] }
    }

    private static func dot(_ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>, _ count: Int) -> Float {
        var sum: Float = 0
        for column in 0..<count { sum += a[column] * b[column] }
        return sum
    }
}
