/// Texts that go through an encoder together: their tokens one after the other, without padding.
struct TextBlock {
    /// Which row of the caller's each text is.
    var rows: [Int]
    /// Where each text begins, and where the last one ends.
    var offsets: [Int]
    var tokens: [Int32]

    var tokenCount: Int { tokens.count }

    /// Ranges of texts that go through a layer together, so that what the layer makes of them stays in the second-level cache.
    var groups: [Range<Int>] {
        var groups: [Range<Int>] = [], first = 0
        for text in rows.indices where text > first && offsets[text + 1] - offsets[first] > Self.groupTokens {
            groups.append(first..<text)
            first = text
        }
        if first < rows.count { groups.append(first..<rows.count) }
        return groups
    }

    static let groupTokens = 192

    /// Texts by falling length, cut into blocks of about `blockTokens` tokens. Texts without tokens are in none.
    static func blocks(offsets: [Int], tokens: [Int32]) -> [TextBlock] {
        let length = { (row: Int) in offsets[row + 1] - offsets[row] }
        let order = (0..<max(0, offsets.count - 1)).filter { length($0) > 0 }.sorted { (length($1), $0) < (length($0), $1) }
        var blocks: [TextBlock] = []
        var block = TextBlock(rows: [], offsets: [0], tokens: [])
        for row in order {
            if block.tokenCount > 0, block.tokenCount + length(row) > blockTokens {
                blocks.append(block)
                block = TextBlock(rows: [], offsets: [0], tokens: [])
            }
            block.rows.append(row)
            block.tokens += tokens[offsets[row]..<offsets[row + 1]]
            block.offsets.append(block.tokens.count)
        }
        if !block.rows.isEmpty { blocks.append(block) }
        return blocks
    }

    /// Enough to read a layer's weights once for many tokens, few enough for several threads to share the work evenly.
    static let blockTokens = 2048
}
