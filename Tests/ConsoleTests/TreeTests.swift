import Console
import Testing

@Suite struct TreeTests {
    @Test func branches() {
        let tree = Tree("exp", [Tree("ingest", [Tree("split", [Tree("train")]), Tree("tokenize")]), Tree("report")])
        #expect(
            tree.rendered() == """
                exp
                ├─ ingest
                │  ├─ split
                │  │  └─ train
                │  └─ tokenize
                └─ report

                """)
    }
}
