/// The part of a `Dataset` that splitting needs: no ids, no texts.
public struct InteractionData: Hashable, Sendable {
    public var interactions: Interactions
    public var userCount: Int
    public var itemCount: Int
    public var givenTest: Interactions?
    public var givenValidation: Interactions?
    /// One list for each interaction of `givenTest`.
    public var givenCandidates: [[Int32]]?
    public var hasRatings = true
    public var repeatedPairs = 0
    public var givenTestNote: String?

    public init(
        interactions: Interactions, userCount: Int, itemCount: Int, givenTest: Interactions? = nil,
        givenValidation: Interactions? = nil, givenCandidates: [[Int32]]? = nil
    ) {
        self.interactions = interactions
        self.userCount = userCount
        self.itemCount = itemCount
        self.givenTest = givenTest
        self.givenValidation = givenValidation
        self.givenCandidates = givenCandidates
    }
}

extension Dataset {
    public var interactionData: InteractionData {
        var data = InteractionData(
            interactions: interactions, userCount: userIDs.count, itemCount: itemIDs.count, givenTest: givenTest,
            givenValidation: givenValidation, givenCandidates: givenCandidates)
        data.hasRatings = hasRatings
        data.repeatedPairs = repeatedPairs
        data.givenTestNote = givenTestNote
        return data
    }
}
