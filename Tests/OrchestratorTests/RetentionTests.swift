import Orchestrator
import RunDatabase
import Store
import Testing

/// Which runs' results go, on a workspace small enough to count by hand.
@Suite struct RetentionTests {
    private static let day = 86_400_000
    private static let now = Timestamp(milliseconds: 100 * day)
    private static func key(_ name: String) -> Digest { Digest(hashing: Array(name.utf8)) }

    /// Four runs, 40, 30, 20 and 10 days old. All share `split` (100 bytes); each has 10, 20, 30, 40 bytes of its own; the third and the
    /// fourth share `train` (1000 bytes).
    private let inventory: Store.Inventory = {
        var inventory = Store.Inventory()
        let sizes = ["split": 100, "own1": 10, "own2": 20, "own3": 30, "own4": 40, "train": 1000]
        for (name, size) in sizes {
            inventory.holdings[key(name)] = ["/" + name]
            inventory.bytes["/" + name] = size
        }
        return inventory
    }()

    private func runs(pins: [Int: RetainedRun.Pin] = [:], experiments: [String] = ["a", "a", "a", "a"]) -> [RetainedRun] {
        let keys = [["split", "own1"], ["split", "own2"], ["split", "own3", "train"], ["split", "own4", "train"]]
        return keys.enumerated().map { index, names in
            RetainedRun(
                id: "run\(index + 1)", experiment: experiments[index], variant: "v",
                lastUsed: Timestamp(milliseconds: (60 + 10 * index) * Self.day), pin: pins[index + 1],
                actionKeys: names.map { Self.key($0).hex })
        }
    }

    private func released(_ policy: RetentionPolicy, _ runs: [RetainedRun]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: policy.releases(runs, inventory, now: Self.now).map { ($0.run.id, $0.bytes) })
    }

    @Test func nothingGoesWithoutAPolicy() { #expect(released(RetentionPolicy(), runs()).isEmpty) }

    @Test func theLatestStay() {
        #expect(released(RetentionPolicy(keepLast: 2), runs()) == ["run1": 10, "run2": 20])
        // The latest of each experiment.
        #expect(released(RetentionPolicy(keepLast: 1), runs(experiments: ["a", "b", "a", "b"])) == ["run1": 10, "run2": 20])
    }

    /// Of what two runs share the last of them frees the bytes.
    @Test func sharedResultsGoWithTheirLastRun() {
        #expect(released(RetentionPolicy(keepLast: 0), runs()) == ["run1": 10, "run2": 20, "run3": 30, "run4": 1140])
    }

    @Test func ageAlone() {
        #expect(released(RetentionPolicy(olderThan: 25 * 86_400), runs()) == ["run1": 10, "run2": 20])
        #expect(released(RetentionPolicy(olderThan: 50 * 86_400), runs()).isEmpty)
    }

    @Test func ageAndNumberMustBothAgree() {
        #expect(released(RetentionPolicy(keepLast: 3, olderThan: 25 * 86_400), runs()) == ["run1": 10])
    }

    /// 1200 bytes in all. For 1190 the first run goes; for 1000 also the second and the third, whose training the fourth still has (1140),
    /// and then the fourth.
    @Test func theLeastRecentlyUsedGoUntilTheRestFits() {
        #expect(released(RetentionPolicy(maxSize: 1200), runs()).isEmpty)
        #expect(released(RetentionPolicy(maxSize: 1190), runs()) == ["run1": 10])
        #expect(released(RetentionPolicy(maxSize: 1140), runs()) == ["run1": 10, "run2": 20, "run3": 30])
        #expect(released(RetentionPolicy(maxSize: 1000), runs()).count == 4)
    }

    @Test func pinnedRunsStay() {
        let pinned = runs(pins: [1: .tagged, 3: .best, 4: .running])
        #expect(released(RetentionPolicy(keepLast: 0, maxSize: 0), pinned) == ["run2": 20])
    }
}
