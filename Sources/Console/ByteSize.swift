/// `20GB`, `1.5 TB`, `512MiB`, `1000`: bytes, with decimal and binary units; nil for anything else and what no Int holds.
public func parseBytes(_ text: String) -> Int? {
    let units: [String: Double] = [
        "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "kib": 1024,
        "mib": 1_048_576, "gib": 1_073_741_824, "tib": 1_099_511_627_776,
    ]
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
    guard let number = Double(digits), let scale = units[unit], number * scale < 9e18 else { return nil }
    return Int(number * scale)
}
