import ArgumentParser
import Console
import Diagnostics
import JSON
import Orchestrator
import Quantities
import RunDatabase

struct CollectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Removes stored files that no run on record needs, and old results on request.",
        discussion: """
            Without options every run on record keeps what it needs to be reproduced
            from the cache. --keep-last and --older-than let results of older runs go
            (with both: those that are neither among the latest nor young), --max-size
            the least recently used until the rest fits. Running runs, runs with tags
            and the best trials of sweeps always keep theirs. A run without its results
            stays on record; running it again makes them again.

            EXAMPLES
              pipeline gc --dry-run
              pipeline gc --keep-last 10 --older-than 30d
              pipeline gc --max-size 20GB --dry-run
            """)

    @Flag(name: .customLong("dry-run"), help: "Say what would be removed; remove nothing.")
    var isDryRun = false

    @Option(help: ArgumentHelp("Results of the latest N runs of each experiment stay, those of others go.", valueName: "n"))
    var keepLast: Int?

    @Option(
        help: ArgumentHelp("Results last used longer ago go: 12h, 30d, 8w.", valueName: "duration"),
        transform: { text in
            guard let seconds = FilterDuration.seconds(text) else {
                throw ValidationError("'\(text)' is no duration, such as 12h, 30d or 8w")
            }
            return seconds
        })
    var olderThan: Double?

    @Option(
        help: ArgumentHelp("Results go, the least recently used first, until the rest is no larger: 500MB, 20GB.", valueName: "size"),
        transform: { text in
            guard let bytes = parseBytes(text) else { throw ValidationError("'\(text)' is no size, such as 500MB or 20GB") }
            return bytes
        })
    var maxSize: Int?

    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if let keepLast, keepLast < 0 { throw ValidationError("--keep-last counts runs, \(keepLast) is negative") }
    }

    func run() throws {
        let policy = RetentionPolicy(keepLast: keepLast, olderThan: olderThan, maxSize: maxSize)
        let result = try Maintenance(workspace.location).collect(policy, dryRun: isDryRun)
        if !result.releases.isEmpty { Output.write(table(result.releases), as: .table) }
        if !result.lacking.isEmpty {
            let ending = isDryRun ? "their results stay" : "they are recorded again, and their results stay"
            Report.print([.warning("the run database lacked \(result.lacking) that the store has on record; \(ending)")])
        }
        let removed = result.removed
        Output.write(
            "\(isDryRun ? "would free" : "freed") \(formatBytes(removed.bytes)): \(formatCount(removed.objects)) objects, "
                + "\(formatCount(removed.actions)) results, \(formatCount(removed.checkpointChains)) trainings' epochs\n")
        if policy != RetentionPolicy() { Output.write(summary(result)) }
    }

    private func table(_ releases: [RetentionPolicy.Release]) -> Table {
        var table = Table([
            Table.Column("run", mayShrink: false), Table.Column("experiment"), Table.Column("variant"),
            Table.Column("last used", mayShrink: false), .number("frees"),
        ])
        for release in releases.prefix(20) {
            table.append([
                .text(release.run.id), .text(release.run.experiment), .text(release.run.variant), .text(release.run.lastUsed.forPeople),
                .bytes(release.bytes),
            ])
        }
        return table
    }

    private func summary(_ result: Maintenance.Collected) -> String {
        let more = result.releases.count > 20 ? " (the first 20 are shown)" : ""
        let pins = RetainedRun.Pin.allCases.compactMap { pin -> String? in
            let count = result.pinned.count { $0.pin == pin }
            guard count > 0 else { return nil }
            switch pin {
            case .running: return "\(count) running"
            case .tagged: return "\(count) tagged"
            case .best: return "\(count) of sweeps' best trials"
            }
        }
        let kept = pins.isEmpty ? "" : "; always kept: " + pins.joined(separator: ", ")
        return "results of \(formatCount(result.releases.count)) runs \(isDryRun ? "would go" : "went")\(more)\(kept)\n"
    }
}
