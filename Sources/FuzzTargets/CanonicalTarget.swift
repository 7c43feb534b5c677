import Parameters
import Store

/// Canonical bytes of parameters: whatever decodes encodes to bytes that decode to the same.
let canonicalTarget = FuzzTarget("canonical", "canonically encoded parameters", maximumBytes: 512) {
    { bytes in
        var decoder = CanonicalDecoder(bytes, count: bytes.count)
        guard let value = try? decoder.value(), decoder.isAtEnd else { return }
        var encoder = CanonicalEncoder()
        encoder.encode(value)
        var second = CanonicalDecoder(encoder.bytes, count: encoder.bytes.count)
        let again = try? second.value()
        var other = CanonicalEncoder()
        if let again { other.encode(again) }
        try promise(second.isAtEnd && other.bytes == encoder.bytes, "encoded and decoded it is another value")
    }
}

/// Action records. The checksum is set right first, else nothing behind it would be reached: whoever can write a record can do that too.
let actionRecordTarget = FuzzTarget("action-record", "an action record with a right checksum") {
    { bytes in
        guard let record = ActionRecord(decoding: bytes + Digest(hashing: bytes).bytes) else { return }
        try promise(record.manifest.size >= 0, "a size below zero")
        try promise(
            record.manifest.files.allSatisfy { !$0.name.hasPrefix("/") && !$0.name.split(separator: "/").contains("..") },
            "a file outside of its artifact")
        let encoded = record.encoded
        try promise(ActionRecord(decoding: encoded)?.encoded == encoded, "encoded and decoded it is another record")
    }
}
