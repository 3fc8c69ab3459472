extension SerialExecutor {
    /// What an actor that keeps this executor in a `let` answers as its `unownedExecutor`.
    ///
    /// Safe for such an actor alone: the runtime asks for it only while the actor, and so the executor, lives.
    @safe package var unowned: UnownedSerialExecutor { unsafe asUnownedSerialExecutor() }
}
