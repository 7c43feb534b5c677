import Randomness

/// Titles in which some words tell the genre and some do not.
enum SyntheticTitles {
    private static let genres: [(name: String, words: [String])] = [
        ("Action", ["Strike", "Pursuit", "Siege", "Bullet", "Ambush"]), ("Comedy", ["Wedding", "Roommates", "Mishap", "Holiday", "Prank"]),
        ("Drama", ["Letters", "Silence", "Mother", "Harvest", "Winter"]), ("Sci-Fi", ["Orbit", "Android", "Nebula", "Signal", "Colony"]),
        ("Horror", ["Crypt", "Haunting", "Scream", "Shadows", "Graveyard"]),
        ("Romance", ["Kiss", "Heart", "Promise", "Summer", "Valentine"]),
        ("Thriller", ["Witness", "Alibi", "Motive", "Suspect", "Conspiracy"]),
        ("Fantasy", ["Dragon", "Wizard", "Kingdom", "Amulet", "Prophecy"]),
        ("Western", ["Canyon", "Sheriff", "Outlaw", "Prairie", "Saloon"]),
        ("War", ["Battalion", "Trenches", "Armistice", "Squadron", "Front"]),
        ("Musical", ["Melody", "Chorus", "Stage", "Waltz", "Serenade"]), ("Mystery", ["Cipher", "Riddle", "Clue", "Fog", "Manor"]),
        ("Animation", ["Toys", "Penguin", "Balloon", "Robot", "Forest"]),
        ("Documentary", ["Ocean", "Archive", "Voices", "Planet", "Portrait"]),
        ("Crime", ["Heist", "Syndicate", "Vault", "Detective", "Fugitive"]),
        ("Adventure", ["Island", "Expedition", "Treasure", "Summit", "Voyage"]),
    ]
    private static let adjectives = [
        "Last", "Golden", "Broken", "Hidden", "Endless", "Quiet", "Crimson", "Distant", "Little", "Forgotten", "Second", "Midnight",
    ]

    static func genre(_ index: Int) -> String { index < genres.count ? genres[index].name : "Genre \(index + 1)" }

    /// "The Crimson Orbit (1994)"
    static func title(genre: Int, _ stream: inout RandomStream) -> String {
        let words = genre < genres.count ? genres[genre].words : ["Number \(genre + 1)"]
        let adjective = adjectives[stream.below(adjectives.count)], noun = words[stream.below(words.count)]
        return "The \(adjective) \(noun) (\(1970 + stream.below(55)))"
    }
}
