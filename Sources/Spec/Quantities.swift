import Parameters

/// Times and sizes with their units.
extension ScalarDecoding {
    /// `600`, `90s`, `10m`, `1h30m`, `1.5d`: seconds.
    static func duration(_ scalar: SpecNode.Scalar) throws(Problem) -> ParameterValue {
        guard let seconds = seconds(scalar.text), seconds > 0, seconds < 1e12 else {
            throw Problem(
                message: "must be a time above 0, is '\(excerpt(scalar.text))'",
                hint: "seconds, or a number with s, m, h or d: 90s, 10m, 1h30m")
        }
        return .double(seconds)
    }

    private static func seconds(_ text: String) -> Double? {
        if let plain = NumberText.double(text) { return plain }
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        var rest = Substring(text), total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            guard let number = NumberText.double(String(digits)), let unit = rest.popFirst(), let scale = units[unit] else { return nil }
            total += number * scale
        }
        return text.isEmpty ? nil : total
    }

    /// `1000000`, `500MB`, `2 GB`, `1.5GiB`: bytes. Units of 1000, those with an `i` of 1024.
    static func bytes(_ scalar: SpecNode.Scalar) throws(Problem) -> ParameterValue {
        guard let bytes = byteCount(scalar.text), bytes >= 1, bytes < 1e18 else {
            throw Problem(
                message: "must be a size above 0, is '\(excerpt(scalar.text))'",
                hint: "bytes, or a number with MB, GB, MiB or GiB: 500MB, 2GB")
        }
        return .int(Int(bytes))
    }

    private static func byteCount(_ text: String) -> Double? {
        let powers: [Character: Double] = ["k": 1, "m": 2, "g": 3, "t": 4]
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        var unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()[...]
        guard let number = NumberText.double(String(digits)) else { return nil }
        if unit.isEmpty || unit == "b" { return number }
        guard let first = unit.popFirst(), let power = powers[first], ["", "b", "ib"].contains(String(unit)) else { return nil }
        let base = unit == "ib" ? 1024.0 : 1000.0
        return (0..<Int(power)).reduce(number) { value, _ in value * base }
    }
}
