import Basics
import HTTP

/// A role that is taken by showing a token which somebody else, such as Kubernetes, puts into a file and renews there.
struct WebIdentity: Sendable, Equatable {
    let tokenFile: String
    let role: String
    let session: String
    /// The service that lends keys (AWS STS, `AssumeRoleWithWebIdentity`).
    let endpoint: String

    /// What asks for a key. The token is the proof: nothing is signed.
    func request(token: String) throws(CredentialFailure) -> HTTPClient.Request {
        let url: HTTPURL
        do { url = try HTTPURL(endpoint) } catch {
            throw CredentialFailure("AWS_ENDPOINT_URL_STS is no URL that can be asked: \(error)")
        }
        let form = [
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role),
            ("RoleSessionName", session), ("WebIdentityToken", token),
        ]
        let body = form.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        var headers = HeaderFields()
        headers.add("content-type", "application/x-www-form-urlencoded")
        headers.add("accept", "application/xml")
        var request = HTTPClient.Request(.post, url, headers: headers, body: .text(body))
        request.options.isRepeatable = true
        request.options.deadline = .seconds(30)
        return request
    }

    /// The key in the service's answer.
    static func key(status: Int, _ body: [UInt8]) throws(CredentialFailure) -> AccessKey {
        let document: XMLElement
        do { document = try XMLReader.read(body) } catch {
            throw CredentialFailure("the service that lends keys answered \(status) without readable XML: \(error)")
        }
        guard status == 200 else {
            let error = document["Error"]
            let what = [error?.text(of: "Code"), error?.text(of: "Message")].compactMap { $0 }.joined(separator: ": ")
            throw CredentialFailure("the service that lends keys answered \(status) \(what)")
        }
        let lent = document["AssumeRoleWithWebIdentityResult"]?["Credentials"]
        guard let id = lent?.text(of: "AccessKeyId"), let secret = lent?.text(of: "SecretAccessKey"),
            let token = lent?.text(of: "SessionToken"), let expiration = lent?.text(of: "Expiration"),
            let expires = TimeText.instant(expiration)
        else { throw CredentialFailure("the service that lends keys has lent none, or says not until when") }
        return AccessKey(id: id, secret: Secret(secret), token: Secret(token), expires: expires)
    }
}
