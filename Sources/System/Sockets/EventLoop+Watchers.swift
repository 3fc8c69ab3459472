extension EventLoop {
    /// An actor of a loop that is told what there is to read on a stream before any task is: it may do without one, or
    /// `wake` the one that waits.
    package protocol Watcher: Actor {
        /// There may be something to read. On the loop, between two jobs, in the actor's isolation.
        func readable()
    }

    /// Whether the jobs of an actor run on this loop alone.
    func isExecutor(of actor: any Actor) -> Bool {
        // An executor's first word is the object that it is; the second, how that is called.
        let executor = unsafe unsafeBitCast(actor.unownedExecutor, to: (ObjectIdentifier, UInt).self)
        return executor.0 == ObjectIdentifier(self)
    }

    /// Tells a watcher, in its isolation, whose executor this loop is.
    ///
    /// This is what `assumeIsolated` does, whose questions to the runtime cost as much as reading a head. Sound, for
    /// both were asked before: `watch` takes no actor of another loop, and events are dispatched on the loop's thread.
    func tell(_ watcher: any Watcher) {
        let readable: (isolated any Watcher) -> Void = { $0.readable() }
        unsafe unsafeBitCast(readable, to: ((any Watcher) -> Void).self)(watcher)
    }
}
