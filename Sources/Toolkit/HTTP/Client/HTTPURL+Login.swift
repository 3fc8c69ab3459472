import Crypto

extension HTTPURL.UserInfo {
    /// RFC 7617: the value of the field that carries a name and password.
    var basic: String { "Basic " + Base64.encode(Array("\(user):\(password)".utf8)) }
}
