/// Numbers by byte strings: open addressing, keys in one array. Nothing is allocated per look-up.
struct ByteStringTable: Sendable {
    /// Of the empty string; `hash(_:_:)` adds one byte to it (FNV-1a).
    static let emptyHash: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    static func hash(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

    private struct Entry {
        var hash: UInt64
        var start: Int32
        var length: Int32
        var value: Int32
    }

    /// Index of an entry, −1 for none. The count is a power of two, at least twice that of the entries.
    private var slots: [Int32]
    private var entries: [Entry] = []
    private var bytes: [UInt8] = []

    init(minimumCapacity: Int = 16) {
        var size = 32
        while size < minimumCapacity * 2 { size *= 2 }
        slots = [Int32](repeating: -1, count: size)
    }

    var count: Int { entries.count }
    var byteCount: Int { bytes.count }

    /// The value of `key[range]`, whose hash is given; −1 where there is none.
    @inline(__always)
    func value(of key: [UInt8], _ start: Int, _ end: Int, hash: UInt64) -> Int32 {
        let mask = slots.count - 1
        var slot = Self.slot(hash, mask)
        while true {
            let index = slots[slot]
            if index < 0 { return -1 }
            let entry = entries[Int(index)]
            if entry.hash == hash, Int(entry.length) == end - start, matches(entry, key, start) { return entry.value }
            slot = (slot + 1) & mask
        }
    }

    @inline(__always)
    private func matches(_ entry: Entry, _ key: [UInt8], _ start: Int) -> Bool {
        for offset in 0..<Int(entry.length) where bytes[Int(entry.start) + offset] != key[start + offset] { return false }
        return true
    }

    @inline(__always)
    private static func slot(_ hash: UInt64, _ mask: Int) -> Int { Int(truncatingIfNeeded: hash ^ (hash >> 29)) & mask }

    /// Sets the value of `key[start..<end]`, in the place of an earlier one.
    mutating func set(_ key: [UInt8], _ start: Int, _ end: Int, hash: UInt64, to value: Int32) {
        if (entries.count + 1) * 2 > slots.count { grow() }
        let mask = slots.count - 1
        var slot = Self.slot(hash, mask)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if entries[index].hash == hash, Int(entries[index].length) == end - start, matches(entries[index], key, start) {
                entries[index].value = value
                return
            }
            slot = (slot + 1) & mask
        }
        slots[slot] = Int32(entries.count)
        entries.append(Entry(hash: hash, start: Int32(bytes.count), length: Int32(end - start), value: value))
        bytes.append(contentsOf: key[start..<end])
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        let mask = slots.count - 1
        for (index, entry) in entries.enumerated() {
            var slot = Self.slot(entry.hash, mask)
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(index)
        }
    }
}

extension ByteStringTable {
    static func hash(of key: [UInt8], _ start: Int, _ end: Int) -> UInt64 {
        key[start..<end].reduce(emptyHash) { hash($0, $1) }
    }

    mutating func set(_ key: [UInt8], to value: Int32) {
        set(key, 0, key.count, hash: Self.hash(of: key, 0, key.count), to: value)
    }
}
