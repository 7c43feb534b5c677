import ArgumentParser
import Glibc
import Orchestrator

@main
struct Pipeline: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline",
        abstract: "Runs recommender experiments: declarative YAML in, cached stages and a queryable run database out.",
        discussion: """
            EXAMPLES
              pipeline run experiments/quickstart.yaml
              pipeline run exp.yaml --set train.ancf.epochs=8 --dry-run
              pipeline compare quickstart/ancf quickstart/gmf
              pipeline query "SELECT id, variant, ndcg_10, rmse FROM run_summary"
            """,
        version: productVersion,
        subcommands: [WorkerCommand.self, StageWorkerCommand.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Experiments",
                subcommands: [RunCommand.self, SweepCommand.self, ValidateCommand.self, GraphCommand.self, ExplainCommand.self]),
            CommandGroup(
                name: "Results",
                subcommands: [
                    RunsCommand.self, SweepsCommand.self, ShowCommand.self, CompareCommand.self, BestCommand.self, PlotCommand.self,
                    ReportCommand.self, AttentionCommand.self, QueryCommand.self, LogCommand.self,
                ]),
            CommandGroup(name: "Models at work", subcommands: [RecommendCommand.self, SimilarCommand.self]),
            CommandGroup(
                name: "Keeping and sharing",
                subcommands: [
                    ReproduceCommand.self, TagCommand.self, NoteCommand.self, RemoveCommand.self, RestoreCommand.self,
                    ExportCommand.self, ImportCommand.self, ArchiveCommand.self,
                ]),
            CommandGroup(
                name: "What exists",
                subcommands: [StagesCommand.self, ModelsCommand.self, MetricsCommand.self, EncoderCommand.self, SchemaCommand.self]),
            CommandGroup(
                name: "The workspace",
                subcommands: [VerifyCommand.self, RebuildDatabaseCommand.self, CollectCommand.self, DoctorCommand.self]),
        ]
    )

    static func main() {
        // A reader that goes away (`| head`) must not end a run; writes that fail are noticed where they matter.
        signal(SIGPIPE, SIG_IGN)
        do {
            try DescriptorLimit.check()
            try BLASChoice.apply()
            try CommandWords.check(CommandLine.arguments, among: configuration)
        } catch { Report.exit(with: error) }
        do {
            var command = try parseAsRoot()
            do {
                try command.run()
            } catch {
                Report.exit(with: error)
            }
        } catch {
            Report.exit(with: error)
        }
        Output.close()
    }
}
