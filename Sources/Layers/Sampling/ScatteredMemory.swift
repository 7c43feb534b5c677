import CKernels

/// Memory that is read in random order: large pieces ask for huge pages, since otherwise most reads also miss the table of pages.
enum ScatteredMemory {
    /// Not initialised, at least one element; to be deallocated by the caller.
    static func allocate<Element>(_ type: Element.Type, _ count: Int) -> UnsafeMutableBufferPointer<Element> {
        let size = max(1, count) * MemoryLayout<Element>.stride, hugePage = 2 << 20, isLarge = size >= 2 * hugePage
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: isLarge ? hugePage : 64)
        if isLarge { ck_prefer_huge_pages(bytes, size) }
        return UnsafeMutableBufferPointer(start: bytes.bindMemory(to: type, capacity: max(1, count)), count: max(1, count))
    }
}
