import Datasets

/// Users' and items' ids and texts: written as CSV and read again, they are what they were; and the bytes themselves as such a file.
let attributesTarget = FuzzTarget("attributes", "ids and texts, parted by 0x1F: written as items.csv and read again") {
    let folder = try ScratchFolder()
    return { bytes in
        let direct = try folder.write("items.csv", bytes)
        _ = try orderly { try AttributeFile.read(path: direct) }
        let texts = bytes.split(separator: 0x1F, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        let ids = texts.indices.filter { $0 % 2 == 0 }.map { texts[$0] }
        let fields = ["title": texts.indices.filter { $0 % 2 == 0 }.map { $0 + 1 < texts.count ? texts[$0 + 1] : "" }]
        // Readers refuse NUL bytes in every text, so none is ever written.
        guard !bytes.contains(0) else { return }
        var written: [UInt8] = []
        try AttributeFile.write(ids: ids, fields: fields) { written += $0 }
        let path = try folder.write("again.csv", written)
        let again = try AttributeFile.read(path: path)
        let isSame =
            again.ids.elementsEqual(ids) { $0.utf8.elementsEqual($1.utf8) }
            && (again.fields["title"] ?? []).elementsEqual(fields["title"] ?? []) { $0.utf8.elementsEqual($1.utf8) }
        try promise(isSame, "written and read again they are others")
    }
}
