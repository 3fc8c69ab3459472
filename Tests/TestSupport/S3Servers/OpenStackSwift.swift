private import Foundation

/// A real OpenStack Swift with its s3api, from PyPI, in a folder of its own: four servers on free ports, and memcached.
///
/// It checks signatures, hashes of bodies and expiries as AWS does. `swift_dir` names its own folder as that of its
/// settings, so that nothing under `/etc` is read.
package final class OpenStackSwift: Sendable {
    package let account: S3Account
    package let folder: TemporaryFolder
    private let programs: [Program]

    /// Virtual hosts, `bucket.s3.test`, are buckets.
    package static let domain = "s3.test"

    private enum Kind: String, CaseIterable { case account, container, object }

    package init() async throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        let ports = try Dictionary(uniqueKeysWithValues: Kind.allCases.map { ($0, try freePort()) })
        let cache = try freePort(), port = try freePort()
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "disks/disk"), withIntermediateDirectories: true)
        try folder.write(Self.shared, to: "swift.conf")
        try folder.write(Self.rings, to: "rings.py")
        let numbers = Kind.allCases.map { "\(ports[$0] ?? 0)" }
        try await python(folder.path("rings.py"), [folder.path] + numbers, within: .seconds(60)).succeeded()
        // Who becomes another user is no longer ended with whoever started it (prctl(2), PR_SET_PDEATHSIG).
        var programs = [
            try Program("memcached", ["-u", NSUserName(), "-l", "127.0.0.1", "-p", "\(cache)", "-m", "16"])
        ]
        for kind in Kind.allCases {
            let file = try folder.write(Self.storage(kind.rawValue, ports[kind] ?? 0, folder), to: "\(kind).conf")
            programs.append(try Self.start("swift-\(kind)-server", file))
        }
        programs.append(
            try Self.start("swift-proxy-server", folder.write(Self.proxy(port, cache, folder), to: "proxy.conf")))
        self.programs = programs
        account = S3Account(port: port, id: "test:tester", secret: "testing", region: "us-east-1")
        for (program, port) in zip(programs, [cache] + Kind.allCases.compactMap { ports[$0] } + [port]) {
            try await program.port(port, within: .seconds(60))
        }
    }

    /// Ends the server that callers speak to, without a word.
    package func kill() { programs.last?.kill() }

    private static func start(_ name: String, _ file: String) throws -> Program {
        try Program(Place.pythonFolder + name, [file])
    }

    /// Where each kind of server is. One part, one replica: there is one disk.
    private static let rings = """
        import sys
        from swift.common.ring import RingBuilder

        folder, *ports = sys.argv[1:]
        for name, port in zip(("account", "container", "object"), map(int, ports)):
            builder = RingBuilder(part_power=1, replicas=1, min_part_hours=0)
            builder.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "disk", "weight": 1,
                             "replication_ip": "127.0.0.1", "replication_port": port, "meta": ""})
            builder.rebalance()
            builder.get_ring().save(f"{folder}/{name}.ring.gz")
        """

    private static let shared = """
        [swift-hash]
        swift_hash_path_suffix = apus
        swift_hash_path_prefix = apus
        """

    private static func common(_ port: Int, _ folder: TemporaryFolder) -> String {
        """
        [DEFAULT]
        bind_ip = 127.0.0.1
        bind_port = \(port)
        workers = 0
        swift_dir = \(folder.path)
        user = \(NSUserName())
        log_level = ERROR
        """
    }

    private static func storage(_ kind: String, _ port: Int, _ folder: TemporaryFolder) -> String {
        """
        \(common(port, folder))
        mount_check = false
        disable_fallocate = true
        devices = \(folder.path("disks"))
        [pipeline:main]
        pipeline = \(kind)-server
        [app:\(kind)-server]
        use = egg:swift#\(kind)
        """
    }

    /// The time-outs are long, for machines on which tests are not alone.
    private static func proxy(_ port: Int, _ cache: Int, _ folder: TemporaryFolder) -> String {
        let filters = ["catch_errors", "gatekeeper", "listing_formats", "copy", "dlo"]
        return """
            \(common(port, folder))
            [pipeline:main]
            pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth copy slo dlo proxy-server
            [app:proxy-server]
            use = egg:swift#proxy
            account_autocreate = true
            conn_timeout = 5
            node_timeout = 60
            recoverable_node_timeout = 60
            client_timeout = 60
            error_suppression_limit = 1000000000
            [filter:cache]
            use = egg:swift#memcache
            memcache_servers = 127.0.0.1:\(cache)
            [filter:s3api]
            use = egg:swift#s3api
            location = us-east-1
            s3_acl = false
            storage_domain = \(domain)
            max_upload_part_num = 10000
            [filter:tempauth]
            use = egg:swift#tempauth
            user_test_tester = testing .admin
            [filter:slo]
            use = egg:swift#slo
            max_manifest_segments = 10000

            """ + filters.map { "[filter:\($0)]\nuse = egg:swift#\($0)\n" }.joined()
    }
}
