import Files

/// What would be on a disk after a loss of power: content of files and names in directories as of their last sync.
struct DurableDisk {
    /// The kernel gives the number of a removed file to another; this tells them apart.
    private typealias Identity = Int
    private enum Entry {
        case file(Identity)
        case directory(Identity)
    }

    private var identities: [UInt64: Identity] = [:]
    private var next = 0
    private var content: [Identity: [UInt8]] = [:]
    private var names: [Identity: [String: Entry]] = [:]

    mutating func made(_ inode: UInt64) { identities[inode] = nil }

    mutating func removed(_ inode: UInt64) { identities[inode] = nil }

    mutating func synchronized(_ inode: UInt64, _ bytes: [UInt8]) { content[identity(of: inode)] = bytes }

    mutating func synchronized(directory path: String) {
        guard let inode = FileStatus(path: path)?.inode else { return }
        names[identity(of: inode)] = listing(path)
    }

    private mutating func listing(_ path: String) -> [String: Entry] {
        var entries: [String: Entry] = [:]
        for name in (try? FileSystem.local.list(path)) ?? [] {
            let place = "\(path)/\(name)"
            guard !FileSystem.local.isSymbolicLink(place), let status = FileStatus(path: place) else { continue }
            let identity = identity(of: status.inode)
            entries[name] = status.isDirectory ? .directory(identity) : .file(identity)
        }
        return entries
    }

    private mutating func identity(of inode: UInt64) -> Identity {
        if let known = identities[inode] { return known }
        next += 1
        identities[inode] = next
        return next
    }

    /// Makes the tree below `root` what has survived.
    mutating func restore(_ root: String, _ survival: Survival) {
        var now: [Identity: [UInt8]] = [:], namesNow: [Identity: [String: Entry]] = [:]
        guard let inode = FileStatus(path: root)?.inode else { return }
        look(root, identity(of: inode), &now, &namesNow)
        FileSystem.local.removeTree(root)
        var coin = Coin(survival)
        build(root, identity(of: inode), now, namesNow, &coin)
    }

    private mutating func look(
        _ path: String, _ directory: Identity, _ now: inout [Identity: [UInt8]], _ names: inout [Identity: [String: Entry]]
    ) {
        let entries = listing(path)
        names[directory] = entries
        for (name, entry) in entries {
            switch entry {
            case .file(let file): now[file] = (try? FileSystem.local.read("\(path)/\(name)")) ?? []
            case .directory(let inner): look("\(path)/\(name)", inner, &now, &names)
            }
        }
    }

    private func build(
        _ path: String, _ directory: Identity, _ now: [Identity: [UInt8]], _ namesNow: [Identity: [String: Entry]], _ coin: inout Coin
    ) {
        try? FileSystem.local.makeDirectories(path)
        let durable = names[directory] ?? [:], latest = namesNow[directory] ?? durable
        for (name, entry) in (coin.keepsNames() ? latest : durable).sorted(by: { $0.key < $1.key }) {
            let place = "\(path)/\(name)"
            switch entry {
            case .file(let file):
                let bytes = coin.keepsContent() ? now[file] : content[file]
                try? FileSystem.local.replace(place, with: bytes ?? content[file] ?? [], temporary: place + ".restoring")
            case .directory(let inner): build(place, inner, now, namesNow, &coin)
            }
        }
    }
}

/// Decides what survives (SplitMix64 where it is by chance: Steele, Lea and Flood, OOPSLA 2014, doi:10.1145/2660193.2660195).
private struct Coin {
    private let survival: Survival
    private var state: UInt64 = 0

    init(_ survival: Survival) {
        self.survival = survival
        if case .some(let seed) = survival { state = seed }
    }

    mutating func keepsNames() -> Bool {
        switch survival {
        case .nothing: false
        case .namesOnly: true
        case .some: toss()
        }
    }

    mutating func keepsContent() -> Bool {
        switch survival {
        case .nothing, .namesOnly: false
        case .some: toss()
        }
    }

    private mutating func toss() -> Bool {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return (mixed ^ mixed >> 31) & 1 == 1
    }
}
