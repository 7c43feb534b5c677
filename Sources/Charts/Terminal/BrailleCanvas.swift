/// Dots on a grid of braille characters: two across and four down in each cell. A cell has the colour of its last dot.
public struct BrailleCanvas: Hashable, Sendable {
    public let columns: Int
    public let rows: Int
    private var cells: [UInt8]
    private var colors: [Int]

    public init(columns: Int, rows: Int) {
        (self.columns, self.rows) = (max(1, columns), max(1, rows))
        cells = [UInt8](repeating: 0, count: self.columns * self.rows)
        colors = [Int](repeating: -1, count: self.columns * self.rows)
    }

    public var width: Int { 2 * columns }
    public var height: Int { 4 * rows }

    /// The bits of U+2800…U+28FF, left column and right column from the top.
    private static let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

    /// `x` from the left, `y` from the top; a dot outside is none.
    public mutating func dot(_ x: Int, _ y: Int, color: Int) {
        guard x >= 0, x < width, y >= 0, y < height else { return }
        let cell = y / 4 * columns + x / 2
        cells[cell] |= Self.bits[x % 2][y % 4]
        colors[cell] = color
    }

    /// A line between the dots, both included (Bresenham).
    public mutating func line(_ from: (x: Int, y: Int), _ to: (x: Int, y: Int), color: Int) {
        let dx = abs(to.x - from.x), dy = -abs(to.y - from.y)
        let stepX = from.x < to.x ? 1 : -1, stepY = from.y < to.y ? 1 : -1
        var (x, y, error) = (from.x, from.y, dx + dy)
        while true {
            dot(x, y, color: color)
            if x == to.x, y == to.y { return }
            let doubled = 2 * error
            if doubled >= dy { (error, x) = (error + dy, x + stepX) }
            if doubled <= dx { (error, y) = (error + dx, y + stepY) }
        }
    }

    /// The cells of a row: a blank where there is no dot; −1 for no colour.
    public subscript(row row: Int) -> [(character: Character, color: Int)] {
        (0..<columns).map { column in
            let cell = cells[row * columns + column]
            guard cell > 0, let scalar = Unicode.Scalar(0x2800 + UInt32(cell)) else { return (" ", -1) }
            return (Character(scalar), colors[row * columns + column])
        }
    }

    public func text(row: Int) -> String { String(self[row: row].map(\.character)) }
}
