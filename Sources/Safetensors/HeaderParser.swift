/// A parser for exactly the JSON that a safetensors header may be: an object of tensor descriptions and of one optional map of
/// strings. The grammar is fixed, so no input can make it recurse; anything else is an error with its byte offset.
struct HeaderParser {
    struct Problem: Error {
        var message: String
        init(_ message: String) { self.message = message }
    }

    struct Header {
        var metadata: [String: String] = [:]
        var tensors: [(name: String, info: TensorInfo)] = []
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func parse() throws -> Header {
        var header = Header()
        var names: Set<String> = []
        try object { parser, name in
            guard names.insert(name).inserted else { throw Problem("the name '\(name)' occurs twice in the header") }
            if name == "__metadata__" {
                try parser.object { parser, key in
                    let value = try parser.string()
                    guard header.metadata.updateValue(value, forKey: key) == nil else {
                        throw Problem("the key '\(key)' occurs twice in __metadata__")
                    }
                }
            } else {
                header.tensors.append((name, try parser.tensor(name)))
            }
        }
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: " ") else { throw unexpected("text after the header's object") }
            position += 1
        }
        return header
    }

    private mutating func tensor(_ name: String) throws -> TensorInfo {
        var type: ElementType?
        var shape: [Int]?
        var offsets: [Int]?
        try object { parser, key in
            switch key {
            case "dtype" where type == nil:
                let word = try parser.string()
                type = ElementType(rawValue: word)
                if type == nil { throw Problem("tensor '\(name)' has the unknown dtype '\(word)'") }
            case "shape" where shape == nil: shape = try parser.integers()
            case "data_offsets" where offsets == nil: offsets = try parser.integers()
            default: throw Problem("unexpected or repeated key '\(key)' in tensor '\(name)'")
            }
        }
        guard let type, let shape, let offsets else {
            throw Problem("tensor '\(name)' lacks dtype, shape or data_offsets")
        }
        guard offsets.count == 2, offsets[0] <= offsets[1] else { throw Problem("tensor '\(name)' has invalid data_offsets") }
        var size = type.size
        for extent in shape {
            let (product, overflow) = size.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw Problem("the shape of tensor '\(name)' is too large") }
            size = product
        }
        guard size == offsets[1] - offsets[0] else {
            throw Problem(
                "tensor '\(name)' of type \(type.rawValue) and shape \(shape) needs \(size) bytes, "
                    + "but its data_offsets span \(offsets[1] - offsets[0])")
        }
        return TensorInfo(type: type, shape: shape, range: offsets[0]..<offsets[1])
    }

    // MARK: - JSON

    private mutating func object(_ member: (inout HeaderParser, String) throws -> Void) throws {
        try expect(UInt8(ascii: "{"))
        if skip(UInt8(ascii: "}")) { return }
        repeat {
            let name = try string()
            try expect(UInt8(ascii: ":"))
            try member(&self, name)
        } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    private mutating func integers() throws -> [Int] {
        var values: [Int] = []
        try expect(UInt8(ascii: "["))
        if skip(UInt8(ascii: "]")) { return values }
        repeat {
            values.append(try integer())
            guard values.count <= 1024 else { throw unexpected("too many numbers") }
        } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return values
    }

    private mutating func integer() throws -> Int {
        skipSpace()
        let start = position
        var value = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowToo) = product.addingReportingOverflow(Int(bytes[position] - 0x30))
            guard !overflow, !overflowToo else { throw unexpected("a number that is too large") }
            value = sum
            position += 1
        }
        guard position > start else { throw unexpected("something other than a non-negative integer") }
        return value
    }

    private mutating func string() throws -> String {
        try expect(UInt8(ascii: "\""))
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else { throw unexpected("a string that is not UTF-8") }
                return text
            case UInt8(ascii: "\\"): try escape(into: &content)
            case 0..<0x20: throw unexpected("a control character in a string")
            default: content.append(byte)
            }
        }
        throw unexpected("a string without an end")
    }

    private mutating func escape(into content: inout [UInt8]) throws {
        guard position < bytes.count else { throw unexpected("a string without an end") }
        let byte = bytes[position]
        position += 1
        let plain: [UInt8: UInt8] = [0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9]
        if let value = plain[byte] {
            content.append(value)
        } else if byte == UInt8(ascii: "u") {
            content.append(contentsOf: Array(String(Character(try unicodeEscape())).utf8))
        } else {
            throw unexpected("an unknown escape")
        }
    }

    private mutating func unicodeEscape() throws -> Unicode.Scalar {
        let high = try hexadecimal()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, position + 1 < bytes.count, bytes[position] == 0x5C, bytes[position + 1] == 0x75 else {
            throw unexpected("half a surrogate pair")
        }
        position += 2
        let low = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(low), let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) else {
            throw unexpected("half a surrogate pair")
        }
        return scalar
    }

    private mutating func hexadecimal() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw unexpected("an incomplete \\u escape")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws {
        guard skip(byte) else { throw unexpected("no '\(Character(Unicode.Scalar(byte)))'") }
    }

    private func unexpected(_ what: String) -> Problem { Problem("the header has \(what) at byte \(position)") }
}
