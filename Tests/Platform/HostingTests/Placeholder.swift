// Replaced by the part's tests.
