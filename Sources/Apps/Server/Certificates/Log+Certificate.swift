import Basics
import Observability
import Sockets

extension Log {
    /// Tells what became of a certificate that has changed.
    func certificateChanged(_ result: Result<Int, TLSError>) {
        switch result {
        case .success(let end):
            info("The new certificate is in use.", ["tls.expires": .text(CertificateWatch.time(end).description)])
        case .failure(let error):
            warning("The new certificate cannot be used; the old one goes on serving.", cause: error)
        }
    }
}
