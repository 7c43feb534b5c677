extension Schema {
    /// What the trials of a sweep rest on: those that were made with other data, settings or code do not belong to it.
    static let sweepIdentity = """
        ALTER TABLE sweeps ADD COLUMN constraints TEXT;
        ALTER TABLE sweeps ADD COLUMN base TEXT;
        ALTER TABLE trials ADD COLUMN base TEXT;

        """
}
