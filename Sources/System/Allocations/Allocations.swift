private import CAllocations

/// How often this process has asked for memory. Only programs that measure link this.
package enum Allocations {
    package static var count: Int { Int(ca_allocations()) }
}
