import Parameters

extension CommandStage {
    /// What a command stage may say, for people, editors and the decoder. Whatever is not part of the cache key says so.
    public static let declarations: [FieldDeclaration] = [
        FieldDeclaration("name", .string, "how the spec and the tables call the stage"),
        FieldDeclaration(
            "command", .list(of: .string, count: 1...100_000),
            "a program and its arguments, without a shell; a text is taken apart at its spaces, or with shell: true a script"),
        FieldDeclaration("shell", .bool, default: .bool(false), "the command is a text for /bin/sh -eu, which stops at the first error"),
        FieldDeclaration("inputs", .map(.path), default: .record([]), "name in its directory → a file, or {from: STAGE, file: OUTPUT}"),
        FieldDeclaration("outputs", .list(of: .string, count: 1...100_000), "the files that it writes, relative to its directory"),
        FieldDeclaration("parameters", .map(.string), default: .record([]), "values that it finds as PARAMETER_NAME in its environment"),
        FieldDeclaration("environment", .map(.string), default: .record([]), "more variables"),
        FieldDeclaration(
            "inherit", .list(of: .string, count: 0...1000), default: .list([]),
            "variables passed on with the values they have here (FOO, AWS_*); not part of the key"),
        FieldDeclaration(
            "timeout", .optional(.duration), default: .null, "wall time after which it is stopped, such as 10m; not part of the key"),
        FieldDeclaration(
            "memory", .optional(.bytes), default: .null,
            "resident memory, of all its processes together, above which it is killed, such as 2GB; not part of the key"),
        FieldDeclaration(
            "retries", .record(Retries.declarations), default: Retries.none.parameterValue,
            "how it is tried again when it ends badly; a number is short for {count: …}; not part of the key"),
    ]

    /// How a command that ended badly is tried again: `count` times, the first after `delay` seconds, each later one after `backoff` times
    /// as long as the one before.
    public struct Retries: Hashable, Sendable {
        public var count: Int
        public var delay: Double
        public var backoff: Double

        public init(count: Int, delay: Double, backoff: Double) {
            self.count = count
            self.delay = delay
            self.backoff = backoff
        }

        public static let none = Retries(count: 0, delay: 1, backoff: 2)

        static let declarations: [FieldDeclaration] = [
            FieldDeclaration("count", .int(0...1000), default: .int(none.count), "tries after the first"),
            FieldDeclaration("delay", .duration, default: .double(none.delay), "before the first of them"),
            FieldDeclaration(
                "backoff", .double(DoubleRange(1, 1000)), default: .double(none.backoff), "factor of the delay from one to the next"),
        ]

        var parameterValue: ParameterValue {
            .record([("count", .int(count)), ("delay", .double(delay)), ("backoff", .double(backoff))])
        }
    }
}
