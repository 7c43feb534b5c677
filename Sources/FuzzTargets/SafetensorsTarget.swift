import Datasets
import Safetensors

/// A safetensors file: opened, every tensor read in every way.
let safetensorsTarget = FuzzTarget("safetensors", "a safetensors file, every tensor of it read") {
    let folder = try ScratchFolder()
    return { bytes in
        let path = try folder.write("weights.safetensors", bytes)
        _ = try orderly {
            let file = try SafetensorsFile(path: path)
            var size = 0
            for name in file.names {
                let info = try file.info(name)
                let count = try file.bytes(name).count
                let elements = info.shape.contains(0) ? 0 : info.shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
                try promise(elements * info.type.size == count, "a shape that does not fit its bytes")
                size += count
                _ = try orderly { try file.floats(name) }
                _ = try orderly { try file.doubles(name) }
                _ = try orderly { try file.int64s(name) }
                _ = try orderly { try file.uint64s(name) }
                _ = try orderly { try file.bools(name) }
                let rows = info.shape.first ?? 1
                _ = try orderly { try file.floats(name, rows: [0..<min(rows, 2), max(0, rows - 1)..<rows]) }
                _ = try orderly { try file.int32s(name, rows: [0..<(rows < .max ? rows + 1 : rows)]) }
                _ = try orderly { try file.counts(in: name, below: 4) }
                try file.release(name)
            }
            try promise(size <= bytes.count, "more data than the file has")
        }
    }
}

/// A split's file, as it may come with an archive of runs from somebody else.
let splitFilesTarget = FuzzTarget("split-files", "a split's safetensors file") {
    let folder = try ScratchFolder()
    return { bytes in
        let path = try folder.write("split.safetensors", bytes)
        _ = try orderly {
            let split = try SplitFiles.read { _ in path }
            for part in [split.train, split.validation, split.test] {
                try promise(part.users.allSatisfy { $0 >= 0 && Int($0) < split.userCount }, "a user that there is not")
                try promise(part.items.allSatisfy { $0 >= 0 && Int($0) < split.itemCount }, "an item that there is not")
            }
        }
    }
}
