/// What is kept for one type of coding keys, while it serves a container that somebody holds.
@usableFromInline @safe package struct KeptKeys {
    @usableFromInline let record: UnsafeMutablePointer<KeyRecord>

    @inlinable init(_ record: UnsafeMutablePointer<KeyRecord>) { unsafe self.record = unsafe record }

    @usableFromInline package enum Use: UInt { case reading = 0, writing = 1 }

    /// The text that the container reads or writes.
    @inlinable package var view: TextView {
        @inline(__always) get { unsafe TextView(record.pointee.header, record.pointee.generation) }
    }
    /// Where in the text's words the container is.
    @inlinable package var place: UInt32 { @inline(__always) get { unsafe record.pointee.place } }
    /// What else tells the container from others.
    @inlinable package var number: UInt32 { @inline(__always) get { unsafe record.pointee.number } }

    // MARK: The container

    /// The container that is kept, which must be of that type; the first one is made.
    @inlinable @inline(__always) package func container<Container>(or make: (KeptKeys) -> Container) -> Container {
        guard let copier = unsafe record.pointee.copier else { return make(self) }
        return unsafe copier._withUnsafeGuaranteedRef {
            unsafe unsafeDowncast($0, to: ContainerCopierOf<Container>.self).copy(&record.pointee.container)
        }
    }

    /// Keeps a container that was made for these keys; answers whether it can be kept, for which it must be one
    /// reference. One that cannot must not be used.
    package func keep<Container>(_ container: Container) -> Bool {
        guard MemoryLayout<Container>.size == MemoryLayout<AnyObject>.size, !(_isPOD(Container.self)) else {
            return false
        }
        unsafe record.pointee.container = unsafeBitCast(container, to: AnyObject.self)
        unsafe record.pointee.copier = .passRetained(ContainerCopierOf<Container>())
        return true
    }

    // MARK: The names

    /// The name of a key as bytes, if it is kept. A key of one byte, as those of an enumeration are, has one name.
    @inlinable @inline(__always) package func name<Key>(of key: Key) -> KeptName? {
        guard MemoryLayout<Key>.size == 1 else { return nil }
        let value = unsafe Int(truncatingIfNeeded: unsafeBitCast(key, to: UInt8.self))
        guard unsafe value < record.pointee.cells else { return nil }
        let name = unsafe KeptName(record.pointee.names + value &* 32)
        return name.count == 0 ? nil : name
    }

    /// Keeps the name of a key, if it can be.
    package func keep<Key>(_ name: String, of key: Key) {
        guard MemoryLayout<Key>.size == 1, KeptName.fits(name) else { return }
        let value = unsafe Int(unsafeBitCast(key, to: UInt8.self))
        unsafe record.pointee.makeCell(value)
        unsafe KeptName.fill(record.pointee.names + value * 32, with: name)
    }
}

extension TextView {
    /// What is kept for keys of a type, for a container at a place in the words; nil while somebody holds the container
    /// that is kept.
    @inlinable @inline(__always)
    package func keys<Key>(_ type: Key.Type, _ use: KeptKeys.Use, place: UInt32, number: UInt32 = 0) -> KeptKeys? {
        freeKeys(UInt(bitPattern: ObjectIdentifier(type)) | use.rawValue, place, number)
    }

    @usableFromInline func freeKeys(_ type: UInt, _ place: UInt32, _ number: UInt32) -> KeptKeys? {
        let own = unsafe own
        guard let record = unsafe own.pointee.keys.record(type, own), unsafe record.pointee.isFree else { return nil }
        unsafe record.pointee.generation = generation
        unsafe record.pointee.place = place
        unsafe record.pointee.number = number
        return unsafe KeptKeys(record)
    }
}
