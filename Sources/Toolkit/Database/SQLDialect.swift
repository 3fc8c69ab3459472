/// The two databases whose SQL we write. What both understand is written once.
package enum SQLDialect: Sendable, Hashable, CaseIterable {
    case postgresql
    case sqlite
}
