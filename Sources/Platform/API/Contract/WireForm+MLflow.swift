import JSON
import Model

extension WireForm {
    /// MLflow's tracking protocol: JSON by the rules of Protocol Buffers, each operation under two paths.
    package static let mlflow = WireForm(
        name: "mlflow", bases: ["/api/2.0/mlflow", "/ajax-api/2.0/mlflow"], unknownFields: .ignored, rules: .protobuf,
        // Its clients send a body with DELETE, too.
        methodsWithBody: [.post, .put, .patch, .delete], isDocumented: false,
        fault: { failure, _ in
            let fault = MLflowFault(errorCode: failure.code.mlflowName, message: failure.description)
            return Fault(status: failure.code.mlflowStatus, type: .json, body: (try? fault.json()) ?? [])
        })

    /// The open inference protocol, version 2.
    package static let inference = WireForm(
        name: "inference", bases: ["/v2"], unknownFields: .ignored, rules: .standard, isDocumented: false,
        fault: { failure, _ in
            let fault = InferenceFault(error: failure.description)
            return Fault(status: failure.code.status, type: .json, body: (try? fault.json()) ?? [])
        })
}

private struct MLflowFault: Encodable {
    let errorCode: String
    let message: String

    enum CodingKeys: String, CodingKey {
        case errorCode = "error_code"
        case message
    }
}

private struct InferenceFault: Encodable {
    let error: String
}

extension Failure.Code {
    /// The name by which MLflow's clients know the code.
    fileprivate var mlflowName: String {
        switch self {
        case .invalid, .tooLarge, .unsupported, .preconditionRequired, .unprocessable: "INVALID_PARAMETER_VALUE"
        case .misdirected: "BAD_REQUEST"
        case .unauthenticated: "UNAUTHENTICATED"
        case .forbidden: "PERMISSION_DENIED"
        case .notFound: "RESOURCE_DOES_NOT_EXIST"
        case .methodNotAllowed, .unknownOperation: "ENDPOINT_NOT_FOUND"
        case .conflict: "RESOURCE_ALREADY_EXISTS"
        case .preconditionFailed: "RESOURCE_CONFLICT"
        case .tooMany: "REQUEST_LIMIT_EXCEEDED"
        case .notImplemented: "NOT_IMPLEMENTED"
        case .unavailable: "TEMPORARILY_UNAVAILABLE"
        case .timedOut: "DEADLINE_EXCEEDED"
        case .internalError: "INTERNAL_ERROR"
        }
    }

    /// MLflow tells most refusals of what was asked as 400.
    fileprivate var mlflowStatus: Int {
        switch self {
        case .conflict, .unsupported, .preconditionRequired, .unprocessable: 400
        case .preconditionFailed: 409
        case .methodNotAllowed: 404
        default: status
        }
    }
}
