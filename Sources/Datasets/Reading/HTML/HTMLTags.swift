extension HTMLText {
    /// What a browser shows of a text with markup: tags, comments and scripts left out, character references decoded. A tag that ends a line
    /// or a block becomes a blank, one inside a line nothing. Markup that was itself written with references (`&lt;br&gt;`) goes too.
    ///
    /// Only names of HTML make a tag, so that `a < b`, `<3` and `List<String>` stay.
    static func plain(_ text: String) -> String { stripped(decoded(stripped(text))) }

    private static func stripped(_ text: String) -> String {
        guard text.utf8.contains(0x3C) else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = [], index = 0, dropsBlanks = false
        result.reserveCapacity(bytes.count)
        while index < bytes.count {
            if bytes[index] == 0x3C, let markup = Markup(bytes, at: index) {
                index = markup.end
                guard markup.isBreak else { continue }
                if let last = result.last, !isBlank(last) { result.append(0x20) }
                dropsBlanks = true
            } else {
                // One blank in place of a tag, however many stood around it.
                if !(dropsBlanks && isBlank(bytes[index])) {
                    result.append(bytes[index])
                    dropsBlanks = false
                }
                index += 1
            }
        }
        if dropsBlanks, result.last == 0x20 { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// A tag or a comment at `<`.
    private struct Markup {
        var end: Int
        /// It parts the text before it from the text after it.
        var isBreak: Bool

        init?(_ bytes: [UInt8], at start: Int) {
            if bytes[start...].starts(with: Array("<!--".utf8)) {
                end = HTMLText.find("-->", in: bytes, from: start + 4) ?? bytes.count
                isBreak = false
                return
            }
            var place = start + 1
            let closes = place < bytes.count && bytes[place] == UInt8(ascii: "/")
            if closes { place += 1 }
            let nameStart = place
            while place < bytes.count, Self.isNameByte(bytes[place], isFirst: place == nameStart), place - nameStart < 12 { place += 1 }
            let name = String(decoding: bytes[nameStart..<place], as: UTF8.self).lowercased()
            let isBlock = HTMLText.blocks.contains(name)
            guard isBlock || HTMLText.inlines.contains(name), place < bytes.count,
                HTMLText.isBlank(bytes[place]) || bytes[place] == UInt8(ascii: ">") || bytes[place] == UInt8(ascii: "/"),
                var end = Self.tagEnd(bytes, from: place)
            else { return nil }
            if !closes, name == "script" || name == "style" { end = HTMLText.find("</\(name)>", in: bytes, from: end) ?? bytes.count }
            self.end = end
            isBreak = isBlock
        }

        private static func isNameByte(_ byte: UInt8, isFirst: Bool) -> Bool {
            (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (!isFirst && (0x30...0x39).contains(byte))
        }

        /// After the `>` that ends the tag: one in a quoted value of an attribute does not. Tags are short; `<` in one ends the search.
        private static func tagEnd(_ bytes: [UInt8], from start: Int) -> Int? {
            var quote: UInt8 = 0, afterEquals = false
            for place in start..<min(bytes.count, start + 4096) {
                let byte = bytes[place]
                if quote != 0 {
                    if byte == quote { quote = 0 }
                } else if byte == UInt8(ascii: ">") {
                    return place + 1
                } else if byte == UInt8(ascii: "<") {
                    return nil
                } else if afterEquals, byte == 0x22 || byte == 0x27 {
                    quote = byte
                }
                if !HTMLText.isBlank(byte) { afterEquals = byte == UInt8(ascii: "=") }
            }
            return nil
        }
    }

    /// After the first place of some ASCII text, letters in either case.
    private static func find(_ text: String, in bytes: [UInt8], from start: Int) -> Int? {
        let wanted = Array(text.utf8)
        guard start + wanted.count <= bytes.count else { return nil }
        return (start...bytes.count - wanted.count).first { place in
            wanted.indices.allSatisfy { bytes[place + $0] == wanted[$0] || bytes[place + $0] | 0x20 == wanted[$0] }
        }.map { $0 + wanted.count }
    }

    /// Elements that stand on lines of their own.
    private static let blocks: Set = words(
        """
        address article aside blockquote body br button caption center col colgroup dd details dir div dl dt fieldset figcaption figure footer
        form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe img legend li link main menu meta nav noscript ol optgroup option p
        pre script section select style summary table tbody td textarea tfoot th thead title tr ul video audio source object embed param input
        """)
    /// Elements inside a line.
    private static let inlines: Set = words(
        """
        a abbr acronym area b base basefont bdi bdo big cite code data del dfn em font i ins kbd label map mark nobr q rp rt ruby s samp
        small span strike strong sub sup time tt u var wbr
        """)

    private static func words(_ text: String) -> Set<String> { Set(text.split { $0 == " " || $0 == "\n" }.map(String.init)) }
}
