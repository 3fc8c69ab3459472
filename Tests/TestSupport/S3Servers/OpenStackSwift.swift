private import Foundation

/// A real OpenStack Swift with its s3api, from PyPI, in a folder of its own: four servers on free ports, and memcached.
///
/// It checks signatures, hashes of bodies and expiries as AWS does. `swift_dir` names its own folder as that of its
/// settings, so that nothing under `/etc` is read. It can be killed and started again.
package final class OpenStackSwift: Sendable {
    package let account: S3Account
    package let folder: TemporaryFolder
    /// Those that run, the one that callers speak to last.
    private let programs = Watched<[Program]>([])
    private let ports: [Kind: Int]
    private let cache: Int

    /// Virtual hosts, `bucket.s3.test`, are buckets.
    package static let domain = "s3.test"

    private enum Kind: String, CaseIterable { case account, container, object }

    package init() async throws {
        folder = try TemporaryFolder()
        ports = try Dictionary(uniqueKeysWithValues: Kind.allCases.map { ($0, try freePort()) })
        cache = try freePort()
        account = S3Account(port: try freePort(), id: "test:tester", secret: "testing", region: "us-east-1")
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "disks/disk"), withIntermediateDirectories: true)
        try folder.write(Self.shared, to: "swift.conf")
        try folder.write(Self.rings, to: "rings.py")
        let numbers = Kind.allCases.map { "\(ports[$0] ?? 0)" }
        try await python(folder.path("rings.py"), [folder.path] + numbers, within: .seconds(60)).succeeded()
        for kind in Kind.allCases {
            try folder.write(Self.storage(kind.rawValue, ports[kind] ?? 0, folder), to: "\(kind).conf")
        }
        try folder.write(Self.proxy(account.port, cache, folder), to: "proxy.conf")
        try await start()
    }

    package func start() async throws {
        // Who becomes another user is no longer ended with whoever started it (prctl(2), PR_SET_PDEATHSIG).
        let memory = try Program("memcached", ["-u", NSUserName(), "-l", "127.0.0.1", "-p", "\(cache)", "-m", "16"])
        var started = [(memory, cache)]
        for kind in Kind.allCases { started.append((try start("\(kind)"), ports[kind] ?? 0)) }
        for (program, port) in started { try await program.port(port, within: .seconds(60)) }
        let front = try start("proxy")
        programs.update { $0 = started.map(\.0) + [front] }
        try await front.port(account.port, within: .seconds(60))
    }

    private func start(_ kind: String) throws -> Program {
        try Program(Place.pythonFolder + "swift-\(kind)-server", [folder.path("\(kind).conf")])
    }

    /// Ends all of its servers without a word, the one that callers speak to first.
    package func kill() async throws {
        for program in programs.current.reversed() { program.kill() }
        for program in programs.current { _ = try await program.end() }
    }

    /// Has the listings told what they missed: a server of objects that could not reach them leaves a note, which
    /// others go round with at installations.
    package func tellListings() async throws { try await script("tell.py", Self.telling, []) }

    private static let telling = """
        import sys
        from swift.common import utils
        from swift.obj.updater import ObjectUpdater

        folder = sys.argv[1]
        utils.set_swift_dir(folder)
        utils.validate_hash_conf()
        ObjectUpdater(utils.readconf(f"{folder}/object.conf", "object-updater")).run_once()
        """

    /// Runs a script that has the servers' own library, with this folder as its first argument.
    package func script(_ name: String, _ text: String, _ arguments: [String]) async throws {
        let file = try folder.write(text, to: name)
        try await python(file, [folder.path] + arguments, within: .seconds(300)).succeeded()
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
        [object-updater]
        recon_cache_path = \(folder.path)
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
