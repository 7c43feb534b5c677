import Diagnostics

extension SafetensorsFile {
    /// Values of an F32, F16 or BF16 tensor, row-major.
    public func floats(_ name: String) throws -> [Float] {
        let info = try info(name)
        switch info.type {
        case .float32: return try copy(name, as: Float.self)
        case .float16: return try copy(name, as: Float16.self).map(Float.init)
        case .bfloat16: return try copy(name, as: UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
        default: throw mismatch(name, info, wanted: "float32")
        }
    }

    /// Values of a floating-point tensor of any width.
    public func doubles(_ name: String) throws -> [Double] {
        if try info(name).type == .float64 { return try copy(name, as: Double.self) }
        return try floats(name).map(Double.init)
    }

    /// Values of an integer tensor whose type fits into 32 signed bits.
    public func int32s(_ name: String) throws -> [Int32] {
        let info = try info(name)
        switch info.type {
        case .int32: return try copy(name, as: Int32.self)
        case .int16: return try copy(name, as: Int16.self).map(Int32.init)
        case .uint16: return try copy(name, as: UInt16.self).map(Int32.init)
        case .int8: return try copy(name, as: Int8.self).map(Int32.init)
        case .uint8: return try copy(name, as: UInt8.self).map(Int32.init)
        default: throw mismatch(name, info, wanted: "int32")
        }
    }

    /// Values of an integer tensor whose type fits into 64 signed bits.
    public func int64s(_ name: String) throws -> [Int64] {
        switch try info(name).type {
        case .int64: return try copy(name, as: Int64.self)
        case .uint32: return try copy(name, as: UInt32.self).map(Int64.init)
        default: return try int32s(name).map(Int64.init)
        }
    }

    public func uint64s(_ name: String) throws -> [UInt64] {
        let info = try info(name)
        guard info.type == .uint64 else { throw mismatch(name, info, wanted: "uint64") }
        return try copy(name, as: UInt64.self)
    }

    /// Values of a BOOL tensor; any byte but 0 is true.
    public func bools(_ name: String) throws -> [Bool] {
        let info = try info(name)
        guard info.type == .bool else { throw mismatch(name, info, wanted: "bool") }
        return try copy(name, as: UInt8.self).map { $0 != 0 }
    }

    /// The bytes of a tensor of any type, little endian.
    public func bytes(_ name: String) throws -> [UInt8] { try copy(name, as: UInt8.self) }
}
