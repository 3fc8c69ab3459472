import API
import HTTP

extension Response {
    /// Bytes of a type.
    package init(_ status: Status = .ok, _ type: MediaType, _ bytes: [UInt8]) {
        self.init(status, .bytes(bytes), headers: HeaderFields(type: type.line))
    }
}
