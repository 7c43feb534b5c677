/// A tensor in a mapped file, which stays open as long as this lives: pages are read from disk when their values are asked for.
public struct MappedTensor: Sendable {
    public let type: ElementType
    public let shape: [Int]
    let file: MappedFile
    let range: Range<Int>

    /// The bytes in place. They need not be aligned for their type. The pointer must not leave the closure.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(file) { try body(UnsafeRawBufferPointer(rebasing: file.bytes[range])) }
    }
}
