import Orchestrator
import Testing

@Suite struct PipelineSchemaTests {
    @Test func hasTheStagesInOrder() {
        #expect(pipelineSchema.blocks.map(\.name) == ["ingest", "tokenize", "split", "encode", "train", "evaluate"])
    }

    /// A key must mean one thing within a block, whatever the plug-in.
    @Test func noPlugInRedeclaresACommonKey() {
        for block in pipelineSchema.blocks {
            let common = Set(block.common.map(\.name) + [block.tag])
            for choice in block.cases {
                let own = choice.fields.map(\.name)
                #expect(common.isDisjoint(with: own), "\(block.name) \(choice.id)")
                #expect(Set(own).count == own.count, "\(block.name) \(choice.id)")
            }
        }
    }

    @Test func everythingIsDocumented() {
        for block in pipelineSchema.blocks {
            #expect(!block.documentation.isEmpty)
            for choice in block.cases {
                #expect(!choice.documentation.isEmpty, "\(block.name) \(choice.id)")
                for field in block.common + choice.fields {
                    #expect(!field.documentation.isEmpty, "\(block.name) \(choice.id) \(field.name)")
                }
            }
        }
    }
}
