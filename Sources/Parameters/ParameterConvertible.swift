extension Bool: ParameterConvertible {
    public static var parameterType: ParameterType { .bool }
    public init?(parameterValue: ParameterValue) {
        guard case .bool(let value) = parameterValue else { return nil }
        self = value
    }
    public var parameterValue: ParameterValue { .bool(self) }
}

extension Int: ParameterConvertible {
    public static var parameterType: ParameterType { .int(Int.min...Int.max) }
    public init?(parameterValue: ParameterValue) {
        guard case .int(let value) = parameterValue else { return nil }
        self = value
    }
    public var parameterValue: ParameterValue { .int(self) }
}

extension Double: ParameterConvertible {
    public static var parameterType: ParameterType { .double(.finite) }
    public init?(parameterValue: ParameterValue) {
        switch parameterValue {
        case .double(let value): self = value
        case .int(let value): self = Double(value)
        default: return nil
        }
    }
    public var parameterValue: ParameterValue { .double(self) }
}

extension String: ParameterConvertible {
    public static var parameterType: ParameterType { .string }
    public init?(parameterValue: ParameterValue) {
        guard case .string(let value) = parameterValue else { return nil }
        self = value
    }
    public var parameterValue: ParameterValue { .string(self) }
}

extension Optional: ParameterConvertible where Wrapped: ParameterConvertible {
    public static var parameterType: ParameterType { .optional(Wrapped.parameterType) }
    public init?(parameterValue: ParameterValue) {
        if case .null = parameterValue {
            self = .none
            return
        }
        guard let value = Wrapped(parameterValue: parameterValue) else { return nil }
        self = .some(value)
    }
    public var parameterValue: ParameterValue { self?.parameterValue ?? .null }
}

extension Array: ParameterConvertible where Element: ParameterConvertible {
    public static var parameterType: ParameterType { .list(of: Element.parameterType, count: 0...1_000_000) }
    public init?(parameterValue: ParameterValue) {
        guard case .list(let values) = parameterValue else { return nil }
        var elements: [Element] = []
        for value in values {
            guard let element = Element(parameterValue: value) else { return nil }
            elements.append(element)
        }
        self = elements
    }
    public var parameterValue: ParameterValue { .list(map(\.parameterValue)) }
}

/// An enumeration whose raw values are the words of the spec: `enum Loss: String, ParameterChoice { case mse, bce, bpr }`.
public protocol ParameterChoice: ParameterConvertible, RawRepresentable<String>, CaseIterable {}

extension ParameterChoice {
    public static var parameterType: ParameterType { .choice(allCases.map(\.rawValue)) }
    public init?(parameterValue: ParameterValue) {
        guard case .string(let word) = parameterValue else { return nil }
        self.init(rawValue: word)
    }
    public var parameterValue: ParameterValue { .string(rawValue) }
}

/// A record nested in another. `extension AdamParameters: NestedParameters {}`
public protocol NestedParameters: ParameterRecord, ParameterConvertible {}

extension NestedParameters {
    public static var parameterType: ParameterType { .record(declarations) }
    public init?(parameterValue: ParameterValue) {
        do { try self.init(resolved: parameterValue) } catch { return nil }
    }
}
