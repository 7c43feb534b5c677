/// Layers.
enum Placeholder {}
