import Diagnostics
import Parameters
import Randomness

/// The order in which a user's interactions are looked at.
public enum SplitOrder: String, ParameterChoice {
    /// By time; equal times keep the data's order, and unknown times (where allowed) come first.
    case time
    /// By the seed.
    case random
}

/// Which part each interaction belongs to.
struct Assignment {
    enum Part: UInt8 { case train, validation, test }

    var parts: [Part]

    init(count: Int) { parts = [Part](repeating: .train, count: count) }

    subscript(row: Int32) -> Part {
        get { parts[Int(row)] }
        set { parts[Int(row)] = newValue }
    }

    func rows(_ part: Part, of interactions: Interactions) -> Interactions {
        interactions.filtered(parts.map { $0 == part })
    }

    func split(_ data: InteractionData) -> DataSplit {
        DataSplit(
            train: rows(.train, of: data.interactions), validation: rows(.validation, of: data.interactions),
            test: rows(.test, of: data.interactions), userCount: data.userCount, itemCount: data.itemCount)
    }
}

/// A share of n, rounded to nearest.
func portion(_ share: Double, of count: Int) -> Int { Int((share * Double(count)).rounded()) }

extension InteractionData {
    /// Order by time means little where times are unknown: this says how many are.
    func requireKnownTimes(unlessAllowed isAllowed: Bool, alternative: String) throws {
        guard !isAllowed else { return }
        var users: Set<Int32> = []
        var count = 0
        for (user, time) in zip(interactions.users, interactions.timestamps) where time == Interactions.unknownTime {
            count += 1
            users.insert(user)
        }
        guard count > 0 else { return }
        guard count < interactions.count else {
            throw Failure(
                .invalidInput, "no interaction has a time, so there is no order by time",
                hint: "name the column of times in ingest (`timestamp: …`), or use \(alternative)")
        }
        throw Failure(
            .invalidInput,
            "the time of \(count) of \(interactions.count) interactions (of \(users.count) of \(userCount) users) is unknown, "
                + "so they have no order by time",
            hint: "use \(alternative), or set `allow_unknown_times: true` (unknown times then sort before known ones)")
    }

    /// A user's rows in order: by time (stable), or by the seed.
    func ordered(_ rows: ArraySlice<Int32>, _ order: SplitOrder, user: Int, seed: UInt64, purpose: String) -> [Int32] {
        var rows = Array(rows)
        switch order {
        case .time:
            rows.sort { (interactions.timestamps[Int($0)], $0) < (interactions.timestamps[Int($1)], $1) }
        case .random:
            var stream = RandomStream(seed: seed, purpose: purpose, position: UInt64(user))
            stream.shuffle(&rows)
        }
        return rows
    }
}
