extension Statement {
    /// The present by the database's own clock, which all servers share: milliseconds since the start of 1970.
    package static var now: Statement {
        """
        \(postgresql: "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
          sqlite: "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)")
        """
    }
}
