import JSON

extension JSONObject {
    /// An object that is filled member by member; a member set to `nil` is left out.
    init(_ fill: (inout JSONObject) -> Void) {
        self.init()
        fill(&self)
    }

    var value: JSONValue { .object(self) }
}
