/// A score as a sum: what each of the user's items adds, and what comes from elsewhere. The parts add up to the score (to rounding).
public struct ScoreParts: Hashable, Sendable {
    public struct ItemPart: Hashable, Sendable {
        /// One of the user's items.
        public var item: Int32
        public var value: Float

        public init(item: Int32, value: Float) { (self.item, self.value) = (item, value) }
    }

    public struct Term: Hashable, Sendable {
        /// For people: "mean rating".
        public var name: String
        public var value: Float

        public init(_ name: String, _ value: Float) { (self.name, self.value) = (name, value) }
    }

    /// In the order of the user's items.
    public var items: [ItemPart]
    public var terms: [Term]

    public init(items: [ItemPart] = [], terms: [Term] = []) { (self.items, self.terms) = (items, terms) }

    public var sum: Float { Float(items.reduce(0.0) { $0 + Double($1.value) } + terms.reduce(0.0) { $0 + Double($1.value) }) }
}
