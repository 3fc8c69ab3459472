/// How many items a page may hold.
package struct PageLimit: RuledInteger {
    package static let bounds = 1...1000
    package static let standard = PageLimit(within: 100)

    package let value: Int

    package init(within value: Int) { self.value = value }
}
