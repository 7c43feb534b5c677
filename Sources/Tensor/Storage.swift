import CKernels

/// A fixed number of floats, aligned to a cache line, that lives as long as anything refers to it.
///
/// Shared by reference: a model's weights, the networks that train them and the scorers that read them name one `Storage`.
/// It does not guard itself: either one thread writes, or any number read.
public final class Storage: @unchecked Sendable {
    public let count: Int
    public let pointer: UnsafeMutablePointer<Float>

    /// `count` zeros. Large ones ask for huge pages.
    public init(count: Int) {
        self.count = count
        let size = max(1, count) * MemoryLayout<Float>.stride, isLarge = size >= 2 * Storage.hugePage
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: isLarge ? Storage.hugePage : 64)
        if isLarge { ck_prefer_huge_pages(bytes, size) }
        pointer = bytes.bindMemory(to: Float.self, capacity: max(1, count))
        pointer.initialize(repeating: 0, count: max(1, count))
    }

    private static let hugePage = 2 << 20

    public convenience init(_ values: [Float]) {
        self.init(count: values.count)
        assign(values)
    }

    deinit { UnsafeMutableRawPointer(pointer).deallocate() }

    public var array: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

    /// Copies as many values as both have.
    public func assign(_ values: [Float]) {
        values.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { pointer.update(from: start, count: min(count, source.count)) }
        }
    }
}
