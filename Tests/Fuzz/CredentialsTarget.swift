import Basics
import Crypto
import HTTP

extension Target {
    /// What is read of an `Authorization` field is what was sent: written again it is the same text. Nothing that shows
    /// it shows the secret.
    static let credentials = Target(name: "credentials") { bytes in
        guard let credentials = try? Credentials(bytes[...]) else { return true }
        let word = bytes.reversed().prefix { $0 != 0x20 }.reversed()
        switch credentials {
        case .basic(let user, let password):
            let text = "\(user):\(password.revealed)".utf8
            return !user.utf8.contains(0x3A) && text.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
                && word.elementsEqual(Base64.encode(Array(text)).utf8) && "\(credentials)" == "Basic ***"
        case .bearer(let token):
            return word.elementsEqual(token.revealed.utf8) && "\(credentials)" == "Bearer ***"
        }
    }
}
