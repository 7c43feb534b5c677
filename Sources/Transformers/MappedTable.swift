import CKernels
import Safetensors

/// The rows of a tensor in the mapped file: only those that are asked for are read from disk.
struct MappedTable {
    var file: SafetensorsFile
    var name: String
    var rows: Int
    var columns: Int
    var kind: Int32

    /// out[i] = row ids[i], `stride` floats apart. The ids have been checked.
    func gather(_ ids: UnsafeBufferPointer<Int32>, into out: UnsafeMutablePointer<Float>, stride: Int) throws {
        try file.withUnsafeBytes(name) { bytes in
            if let table = bytes.baseAddress, let start = ids.baseAddress {
                ck_gather_values(ids.count, columns, kind, table, start, out, stride)
            }
        }
    }
}
