import Foundation
import Safetensors
import Testing
import Transformers

/// The real MiniLM-L6 on real reviews, against sentence-transformers. Needs `make encoder`, the reviews of PIPELINE_DATA and
/// Fixtures/reviews.py, whose result holds review data and is not in the repository.
@Suite struct RealReviewsTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    private static let encoders = ProcessInfo.processInfo.environment["PIPELINE_ENCODERS"] ?? root + "/.build/encoders"
    private static let expected = encoders + "/minilm-reviews.safetensors"

    private static var isPresent: Bool {
        let isPresent = [expected, encoders + "/minilm/model.safetensors"].allSatisfy { FileManager.default.fileExists(atPath: $0) }
        if !isPresent {
            print(
                "### SKIPPED: no \(expected): 'make encoder', then Tests/TransformersTests/Fixtures/reviews.py with PIPELINE_DATA's reviews ###"
            )
        }
        return isPresent
    }

    @Test(.enabled(if: isPresent)) func sentenceVectors() throws {
        let file = try SafetensorsFile(path: Self.expected), encoder = try TextEncoder(folder: Self.encoders + "/minilm")
        let expected = try file.floats("vectors"), width = encoder.dimension
        let vectors = try encoder.encode(
            offsets: try file.int64s("offsets").map(Int.init), tokens: try file.int32s("tokens"), Pooling(.mean, normalized: true),
            threads: 2)
        try #require(vectors.count == expected.count && vectors.count == 1000 * width)
        let worst = zip(vectors, expected).map { abs($0 - $1) }.max() ?? 1
        let cosines = (0..<1000).map { row in
            (0..<width).reduce(0.0) { $0 + Double(vectors[row * width + $1]) * Double(expected[row * width + $1]) }
        }
        print("1,000 reviews: greatest difference \(worst), least cosine \(cosines.min() ?? 0)")
        #expect(worst < 1e-4)
        #expect((cosines.min() ?? 0) >= 0.99999)
    }
}
