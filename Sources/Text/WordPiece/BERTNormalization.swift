/// How text is normalised before it is cut into word pieces.
public struct BERTNormalization: Hashable, Sendable {
    /// Map letters to lower case, scalar by scalar.
    public var lowercase: Bool
    /// Decompose (NFD) and drop accents.
    public var stripAccents: Bool
    /// Make ideographs words by themselves.
    public var splitsIdeographs: Bool

    /// Accents go with the case unless they are told otherwise.
    public init(lowercase: Bool = true, stripAccents: Bool? = nil, splitsIdeographs: Bool = true) {
        self.lowercase = lowercase
        self.stripAccents = stripAccents ?? lowercase
        self.splitsIdeographs = splitsIdeographs
    }
}
