import Sockets

/// An open folder, which several may use at once.
final class Folder: Sendable {
    let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
}
