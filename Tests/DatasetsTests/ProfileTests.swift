import Datasets
import Testing

@Suite struct ProfileTests {
    /// By hand: items have 3, 1, 1, 1, 0 interactions; Gini = Σ(2i − n − 1)x / (n Σx) = (−4·0 − 2·1 + 0·1 + 2·1 + 4·3) / (5·6) = 0.4.
    @Test func smallExample() {
        let data = Interactions(
            users: [0, 0, 0, 1, 1, 2], items: [0, 1, 2, 0, 3, 0], ratings: [1, 2, 3, 1, 5, 3],
            timestamps: [86_400, 951_782_400, Interactions.unknownTime, 5, 6, 7].map {
                $0 == Interactions.unknownTime ? $0 : $0 * 1_000_000
            })
        let profile = DataProfile(Dataset(interactions: data, userIDs: ["a", "b", "c"], itemIDs: ["v", "w", "x", "y", "z"]))
        #expect(profile.density == 0.4)
        #expect(abs(profile.itemGini - 0.4) < 1e-12)
        #expect(profile.topFifthShare == 0.5)
        #expect(profile.rareItemShare == 1)
        #expect(profile.ratingMean == 2.5)
        #expect(profile.ratings.map { "\($0.from):\($0.count)" } == ["1.0:2", "2.0:1", "3.0:2", "5.0:1"])
        #expect([profile.perUser.minimum, profile.perUser.median, profile.perUser.maximum] == [1, 2, 3])
        #expect(profile.unknownTimes == 1)
        let rows = Dictionary(uniqueKeysWithValues: profile.rows.map { ($0.label, $0.value) })
        #expect(rows["dates"] == "1970-01-01 to 2000-02-29")
        #expect(rows["density"] == "40.000 %")
        #expect(rows["interactions per user"] == "mean 2.0, median 2, 1–3")
    }

    /// Dates from GNU date.
    @Test(arguments: [
        (0, "1970-01-01"), (-1, "1969-12-31"), (951_868_799, "2000-02-29"), (951_868_800, "2000-03-01"), (4_107_542_399, "2100-02-28"),
        (4_107_542_400, "2100-03-01"), (-62_135_596_800, "1-01-01"),
    ])
    func dates(seconds: Int64, date: String) { #expect(isoDate(seconds) == date) }

    @Test func manyRatingsAreBinned() {
        let ratings = (0...100).map { Float($0) }
        let data = Interactions(
            users: ratings.map { _ in 0 }, items: Array(0...100), ratings: ratings,
            timestamps: ratings.map { _ in Interactions.unknownTime })
        let profile = DataProfile(Dataset(interactions: data, userIDs: ["u"], itemIDs: (0...100).map(String.init)))
        #expect(profile.ratings.map(\.count) == [10, 10, 10, 10, 10, 10, 10, 10, 10, 11])
        #expect(profile.firstTime == nil)
        #expect(!profile.rows.contains { $0.label == "dates" })
    }
}
