import Transformers

extension TextEncoder {
    /// One vector a text, row-major; a text without tokens is zeros. Longer texts than the encoder reads are an error: see
    /// `TokenMatrix.cut`.
    public func encode(
        tokens: TokenMatrix, _ pooling: Pooling, threads: Int = 1, isCancelled: @Sendable () -> Bool = { false }
    ) throws -> [Float] {
        try encode(offsets: tokens.offsets, tokens: tokens.tokens, pooling, threads: threads, isCancelled: isCancelled)
    }

    /// One vector a token as the bits of float16, row-major in the order of `tokens.tokens`.
    public func encodeTokens(
        tokens: TokenMatrix, threads: Int = 1, isCancelled: @Sendable () -> Bool = { false }
    ) throws -> [UInt16] {
        try encodeTokens(offsets: tokens.offsets, tokens: tokens.tokens, threads: threads, isCancelled: isCancelled)
    }
}

extension TokenMatrix {
    /// Rows of at most `length` tokens. A row that is cut keeps its last token where that is the one that ends a text ([SEP], </s>).
    public func cut(to length: Int, closing: Int32? = nil) -> TokenMatrix {
        var result = TokenMatrix()
        for row in 0..<rowCount {
            let text = self[row]
            result.tokens += text.prefix(length)
            if text.count > length, length > 0, let closing, text.last == closing { result.tokens[result.tokens.count - 1] = closing }
            result.offsets.append(result.tokens.count)
        }
        return result
    }
}
