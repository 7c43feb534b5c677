/// Protocol buffers, as far as event files need them. Source: https://protobuf.dev/programming-guides/encoding/.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    init(_ fill: (inout ProtobufWriter) -> Void = { _ in }) { fill(&self) }

    /// Wire type 0, two's complement.
    mutating func integer(_ field: Int, _ value: Int) {
        varint(UInt64(field) << 3)
        varint(UInt64(bitPattern: Int64(value)))
    }

    /// Wire type 1.
    mutating func double(_ field: Int, _ value: Double) {
        varint(UInt64(field) << 3 | 1)
        bytes += TFRecord.littleEndian(value.bitPattern)
    }

    /// Wire type 5.
    mutating func float(_ field: Int, _ value: Float) {
        varint(UInt64(field) << 3 | 5)
        bytes += TFRecord.littleEndian(value.bitPattern)
    }

    /// Wire type 2.
    mutating func data(_ field: Int, _ value: [UInt8]) {
        varint(UInt64(field) << 3 | 2)
        varint(UInt64(value.count))
        bytes += value
    }

    mutating func string(_ field: Int, _ value: String) { data(field, Array(value.utf8)) }
    mutating func message(_ field: Int, _ fill: (inout ProtobufWriter) -> Void) { data(field, ProtobufWriter(fill).bytes) }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
