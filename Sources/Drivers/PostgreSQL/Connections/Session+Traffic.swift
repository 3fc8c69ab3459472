import Database

// What is looked at for each statement stands in memory that is not checked for exclusive access: the checks were a
// tenth of all that a short read takes here. None of it calls back: libpq knows nothing of us, and what a batch tells
// its caller is told by the batch.
extension Session {
    struct Traffic: ~Copyable {
        var libpq: LibPQ
        var prepared: PreparedStatements
        var expected = FirstInFirstOut<Expected>()
        var group: UInt64 = 0
        var isGathering = false
        var held: [Batch] = []
        var isCanceling = false
        var script: Batch?
        var hasAnswered = false
        var loss: DatabaseError?
        var heard: Int

        init(_ libpq: consuming LibPQ, _ prepared: PreparedStatements, heard: Int) {
            self.libpq = libpq
            self.prepared = prepared
            self.heard = heard
        }
    }

    var libpq: LibPQ {
        _read { yield traffic.value.libpq }
        _modify { yield &traffic.value.libpq }
    }

    var prepared: PreparedStatements {
        _read { yield traffic.value.prepared }
        _modify { yield &traffic.value.prepared }
    }

    /// What is heard next, in the order of sending.
    var expected: FirstInFirstOut<Expected> {
        _read { yield traffic.value.expected }
        _modify { yield &traffic.value.expected }
    }

    /// Counts Syncs: what is sent before the next one belongs to this group.
    var group: UInt64 {
        get { traffic.value.group }
        set { traffic.value.group = newValue }
    }

    /// Whether something was sent that no Sync follows yet.
    var isGathering: Bool {
        get { traffic.value.isGathering }
        set { traffic.value.isGathering = newValue }
    }

    /// Sent once no request to cancel is under way, lest it hits what it does not mean.
    var held: [Batch] {
        _read { yield traffic.value.held }
        _modify { yield &traffic.value.held }
    }

    var isCanceling: Bool {
        get { traffic.value.isCanceling }
        set { traffic.value.isCanceling = newValue }
    }

    /// The batch of a script that runs outside of the pipeline.
    var script: Batch? {
        _read { yield traffic.value.script }
        _modify { yield &traffic.value.script }
    }

    /// Whether the statement that is heard next has answered, and only its end is to come.
    var hasAnswered: Bool {
        get { traffic.value.hasAnswered }
        set { traffic.value.hasAnswered = newValue }
    }

    /// Why the connection is of no use any more.
    var loss: DatabaseError? {
        _read { yield traffic.value.loss }
        _modify { yield &traffic.value.loss }
    }

    /// When something was heard last, or asked while nothing was awaited.
    var heard: Int {
        get { traffic.value.heard }
        set { traffic.value.heard = newValue }
    }
}
