import Diagnostics
import Safetensors

/// A file of reviews.
struct AmazonReviews {
    private static let figures: Set = [
        "reviewerID", "asin", "overall", "unixReviewTime", "user_id", "parent_asin", "rating", "timestamp",
    ]
    private static let texts: Set = ["summary", "reviewText", "title", "text"]

    let path: String
    let common: IngestOptions

    /// Who rated what, and how. Texts are only looked at for their form.
    func read(into raw: inout RawInteractions, _ report: inout IngestReport) throws {
        let file = try LineFile(path: path), times = Times(unknown: common.unknownTimes)
        var bad = BadRows(policy: common.onBadRow)
        while try file.advance() {
            guard !file.isBlank else { continue }
            report.rowsRead += 1
            do throws(LooseJSON.Problem) {
                let review = try review(file, times, &raw.times)
                raw.interactions.users.append(raw.users.index(of: review.user))
                raw.interactions.items.append(raw.items.index(of: review.item))
                raw.interactions.ratings.append(review.rating)
                raw.interactions.timestamps.append(review.time)
                raw.sourceLines.append(Int32(clamping: file.number))
            } catch {
                bad.add(error.message, at: file.location(error.offset), sourceLine: file.shownLine)
            }
        }
        report.badRows += bad.count
        try bad.check(path: path)
    }

    private func review(_ file: LineFile, _ times: Times, _ tally: inout TimeTally) throws(LooseJSON.Problem) -> (
        user: String, item: String, rating: Float, time: Int64
    ) {
        let members = try LooseJSON.members(Self.figures, of: file.buffer, in: file.line)
        let names = members["reviewerID"] == nil && members["user_id"] != nil ? Names.of2023 : Names.of2014
        let user = try id(names.user, members), item = try id(names.item, members)
        guard case .number(let rating)? = members[names.rating], Float(rating).isFinite else {
            throw LooseJSON.Problem(
                message: "the rating '\(names.rating)' is \(members[names.rating] == nil ? "missing" : "no number")", offset: 0)
        }
        let reader = names.unit == .milliseconds ? times.milliseconds : times.seconds
        guard let time = time(reader.read(members[names.time]), &tally) else {
            throw LooseJSON.Problem(message: "'\(names.time)' is not a number of \(names.unit.rawValue)", offset: 0)
        }
        if tally.unit != names.unit { tally.unit = names.unit }
        return (user, item, Float(rating), time)
    }

    /// What a release calls its members.
    private struct Names {
        var user: String
        var item: String
        var rating: String
        var time: String
        var unit: TimestampUnit

        static let of2014 = Names(user: "reviewerID", item: "asin", rating: "overall", time: "unixReviewTime", unit: .seconds)
        static let of2023 = Names(user: "user_id", item: "parent_asin", rating: "rating", time: "timestamp", unit: .milliseconds)
    }

    private struct Times {
        var seconds: TimeReader
        var milliseconds: TimeReader

        init(unknown: [String]) {
            seconds = TimeReader(unknown: unknown)
            milliseconds = TimeReader(unit: .milliseconds, unknown: unknown)
        }
    }

    /// Microseconds, or `unknownTime`; nil for what is no time.
    private func time(_ reading: TimeReading, _ tally: inout TimeTally) -> Int64? {
        switch reading {
        case .known(let time, let isCut, let isNumber):
            tally.add(isCut: isCut, isNumber: isNumber)
            return time
        case .unknown: return Interactions.unknownTime
        case .outside, .unreadable: return nil
        }
    }

    private func id(_ name: String, _ members: [String: LooseJSON.Value]) throws(LooseJSON.Problem) -> String {
        guard case .text(let text)? = members[name], !text.isEmpty else {
            throw LooseJSON.Problem(message: "'\(name)' is missing", offset: 0)
        }
        return text
    }

    /// `reviews.csv`: the texts of the given lines, which ascend, one row each.
    func writeTexts(of lines: [Int32], to sink: ByteSink) throws {
        let file = try LineFile(path: path)
        var writer = ReviewFile.Writer()
        for line in lines {
            repeat {
                guard try file.advance() else { throw Failure(.inputOutput, "'\(path)' became shorter while it was read") }
            } while file.number < Int(line)
            do throws(LooseJSON.Problem) {
                let members = try LooseJSON.members(Self.texts, of: file.buffer, in: file.line)
                writer.add(
                    summary: (members["summary"] ?? members["title"]).plainText,
                    text: (members["reviewText"] ?? members["text"]).plainText)
            } catch {
                throw Failure(.inputOutput, "'\(path)' changed while it was read")
            }
            if writer.isLarge { try sink(writer.take()) }
        }
        try sink(writer.take())
    }
}

extension Optional where Wrapped == LooseJSON.Value {
    /// A text, or several joined; "" for anything else.
    var plainText: String { pieces.joined(separator: " ") }

    /// The texts of a list (of lists), without empty ones.
    var pieces: [String] {
        switch self {
        case .text(let text)?: text.isEmpty ? [] : [HTMLText.plain(text)]
        case .list(let values)?: values.flatMap { Optional($0).pieces }
        default: []
        }
    }
}

extension LineFile {
    var isBlank: Bool { buffer[line].allSatisfy { $0 == 0x20 || $0 == 0x09 } }
}
