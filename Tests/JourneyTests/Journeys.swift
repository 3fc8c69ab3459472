import Testing

/// Real programs and real clients. One journey at a time: each may use the whole machine.
@Suite(.serialized) enum Journeys {}
