import Parameters
import Search
import Spec
import Stages

/// Everything that a spec may hold, from the declarations of stages and their plug-ins.
public let pipelineSchema = SpecSchema(
    blocks: StageRegistry.all.map { $0.block },
    top: [
        FieldDeclaration("experiment", .string, "the name that groups the runs of this spec"),
        FieldDeclaration(
            "seed", .int(0...Int.max), default: .int(0), "seed of everything random; a list gives one run for each", isAxis: true),
        FieldDeclaration("description", .optional(.string), default: .null, "what the experiment is about, for people"),
        FieldDeclaration(
            "only", .optional(.list(of: .string, count: 1...1000)), default: .null,
            "variants that are runs; null: all. The others are computed as far as these start from them"),
    ],
    sweep: SweepSettings.declarations)
