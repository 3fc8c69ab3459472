/// A value as the type that it is, where the compiler cannot see that. A conditional cast would look the types up.
@inlinable @inline(__always) package func sameType<Value, Same>(_ value: Value, as type: Same.Type) -> Same {
    precondition(Value.self == Same.self)
    return unsafe unsafeBitCast(value, to: Same.self)
}
