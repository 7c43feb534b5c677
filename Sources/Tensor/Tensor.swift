/// Memory.
enum Placeholder {}
