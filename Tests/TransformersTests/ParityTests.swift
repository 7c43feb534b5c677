import Testing
import Transformers

/// Against Hugging Face transformers, on the small checkpoints of Fixtures/make.py.
@Suite struct ParityTests {
    /// |a − b| ≤ 1e-4 · the largest |b|, and everywhere within 1e-4 relative or 1e-5 absolute.
    private func expectClose(_ a: [Float], _ b: [Double], _ what: Comment) {
        #expect(a.count == b.count, what)
        let worst = zip(a, b).map { abs(Double($0) - $1) / (0.1 + abs($1)) }.max() ?? 1
        #expect(worst < 1e-4, what)
    }

    @Test(arguments: Fixture.all) func means(name: String) throws {
        let fixture = try Fixture(name), encoder = try TextEncoder(folder: fixture.path)
        let vectors = try encoder.encode(offsets: fixture.offsets, tokens: fixture.tokens, Pooling(.mean))
        expectClose(vectors, fixture.means(encoder.dimension), "\(name)")
    }

    @Test(arguments: Fixture.all) func firstTokens(name: String) throws {
        let fixture = try Fixture(name), encoder = try TextEncoder(folder: fixture.path), width = encoder.dimension
        let vectors = try encoder.encode(offsets: fixture.offsets, tokens: fixture.tokens, Pooling(.first))
        expectClose(
            vectors, fixture.offsets.dropLast().flatMap { fixture.hidden[($0 * width)..<(($0 + 1) * width)].map(Double.init) }, "\(name)")
    }

    /// Every token, within the half step of float16.
    @Test(arguments: Fixture.all) func tokens(name: String) throws {
        let fixture = try Fixture(name), encoder = try TextEncoder(folder: fixture.path)
        let bits = try encoder.encodeTokens(offsets: fixture.offsets, tokens: fixture.tokens)
        #expect(bits.count == fixture.hidden.count)
        let worst = zip(bits, fixture.hidden).map { bits, value in
            abs(Float(Float16(bitPattern: bits)) - value) / (0.01 + abs(value))
        }.max()
        #expect((worst ?? 1) < 6e-4)
    }

    @Test func normalizedVectorsHaveLengthOne() throws {
        let fixture = try Fixture("bert"), encoder = try TextEncoder(folder: fixture.path), width = encoder.dimension
        let plain = try encoder.encode(offsets: fixture.offsets, tokens: fixture.tokens, Pooling(.mean))
        let unit = try encoder.encode(offsets: fixture.offsets, tokens: fixture.tokens, Pooling(.mean, normalized: true))
        for text in 0..<(plain.count / width) {
            let row = plain[(text * width)..<((text + 1) * width)], length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(zip(row, unit[(text * width)...]).allSatisfy { abs($0 / length - $1) < 1e-6 })
        }
    }
}
