/// Which Apus this is. All programs of one build say the same.
package enum Version {
    package static let current = "0.1.0"
}
