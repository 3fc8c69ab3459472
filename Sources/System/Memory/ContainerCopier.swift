/// Copies containers of a decoder or encoder by the type that it knows itself: in code that is generic over the keys,
/// the type would have to be looked up.
@usableFromInline @safe class ContainerCopier {
    fileprivate init() {}
}

@usableFromInline @safe final class ContainerCopierOf<Container>: ContainerCopier {
    override init() {}

    /// Copies the container that is this one reference.
    @inline(never) @usableFromInline func copy(_ reference: UnsafePointer<AnyObject?>) -> Container {
        unsafe UnsafeRawPointer(reference).assumingMemoryBound(to: Container.self).pointee
    }
}
