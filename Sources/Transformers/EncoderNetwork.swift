/// The layers of one family. Shared by threads, each with its own workspace.
protocol EncoderNetwork: Sendable {
    /// Floats from row to row of the hidden states: D rounded up to whole strips.
    var stride: Int { get }
    /// Hidden states of the last layer, one row a token of the block, in the workspace.
    func forward(_ block: TextBlock, _ workspace: Workspace) throws -> UnsafeMutablePointer<Float>
}
