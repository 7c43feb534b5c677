import Parameters
import Quantities

/// Times and sizes with their units.
extension ScalarDecoding {
    /// `600`, `90s`, `10m`, `1h30m`, `1.5d`, `200ms`: seconds.
    static func duration(_ scalar: SpecNode.Scalar) throws(Problem) -> ParameterValue {
        guard let seconds = NumberText.double(scalar.text) ?? parseDuration(scalar.text), seconds > 0, seconds < 1e12 else {
            throw Problem(
                message: "must be a time above 0, is '\(excerpt(scalar.text))'",
                hint: "seconds, or a number with ms, s, m, h or d: 90s, 10m, 1h30m")
        }
        return .double(seconds)
    }

    /// `1000000`, `500MB`, `2 GB`, `1.5GiB`: bytes. Units of 1000, those with an `i` of 1024.
    static func bytes(_ scalar: SpecNode.Scalar) throws(Problem) -> ParameterValue {
        guard let bytes = parseBytes(scalar.text), bytes >= 1, bytes < 1_000_000_000_000_000_000 else {
            throw Problem(
                message: "must be a size above 0, is '\(excerpt(scalar.text))'",
                hint: "bytes, or a number with MB, GB, MiB or GiB: 500MB, 2GB")
        }
        return .int(bytes)
    }
}
