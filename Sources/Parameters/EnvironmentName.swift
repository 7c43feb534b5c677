extension ParameterValue {
    /// The environment variable in which a program finds the parameter at a dotted path: `optimizer.rate` is `PARAMETER_OPTIMIZER_RATE`. What
    /// is neither a letter nor a digit of ASCII becomes `_`.
    public static func environmentName(of path: String) -> String {
        "PARAMETER_" + String(path.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}
