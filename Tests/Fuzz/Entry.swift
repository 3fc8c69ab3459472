import Glibc

/// The reader that `FUZZ_TARGET` names.
private let target: Target? = unsafe getenv("FUZZ_TARGET").flatMap { Target.named(unsafe String(cString: $0)) }

/// What libFuzzer calls, over and over.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let target else { fatalError("FUZZ_TARGET is one of \(Target.all.map(\.name))") }
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    guard target.holds(bytes) else { fatalError("\(target.name) breaks a promise") }
    return 0
}
