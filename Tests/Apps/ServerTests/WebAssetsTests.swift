import Compression
import Foundation
import TestSupport
import Testing

@testable import Server

@Suite struct WebAssetsTests {
    private let assets = WebAssets()
    private static let folder = Place.repository.appending(path: "Sources/Apps/Server/Web/Files")

    @Test func `every file of the pages is served, as it stands in the sources`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        let paths = ["index.html": "/", "docs.html": "/docs"]
        #expect(names.count == assets.paths.count + 1)
        for name in names {
            let path = paths[name] ?? "/assets/\(name)"
            let asset = name == "missing.html" ? assets.notFound : try #require(assets[path], "\(name)")
            let file = try Data(contentsOf: Self.folder.appending(path: name))
            #expect(asset.bytes == Array(file), "\(name)")
        }
    }

    @Test func `what a page or script names is there, and nothing is from elsewhere`() throws {
        for path in assets.paths {
            let text = String(decoding: try #require(assets[path]).bytes, as: UTF8.self)
            for match in text.matches(of: #/(?:href|src)="([^"]+)"/#) {
                let target = String(match.1)
                let isOther = ["/openapi.json", "/health/ready", "/metrics"].contains(target) || target.hasPrefix("#")
                #expect(isOther || assets[target] != nil, "\(path) names \(target)")
            }
            for match in text.matches(of: #/from "\./([^"]+)"/#) {
                #expect(assets["/assets/\(match.1)"] != nil, "\(path) imports \(match.1)")
            }
            for match in text.matches(of: #/https?:\/\/[^"'`\s)]+/#) {
                let isHarmless = ["http://www.w3.org/2000/svg", "http://localhost:8000", "https://example.org/"]
                    .contains { match.0.hasPrefix($0) }
                #expect(isHarmless || text[match.range].contains("…"), "\(path) names \(match.0)")
            }
        }
    }

    @Test func `pages hold no script, style or handler that the policy would refuse`() throws {
        for path in ["/", "/docs"] {
            let text = String(decoding: try #require(assets[path]).bytes, as: UTF8.self)
            #expect(text.firstMatch(of: #/\son\w+=|style="|<style|<script>|javascript:/#) == nil, "\(path)")
        }
        for path in assets.paths where path.hasSuffix(".js") {
            let text = String(decoding: try #require(assets[path]).bytes, as: UTF8.self)
            #expect(text.firstMatch(of: #/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/#) == nil)
        }
    }

    @Test func `compressed bytes are the same, smaller, and named apart`() throws {
        for path in assets.paths {
            let asset = try #require(assets[path])
            guard let gzip = asset.gzip else { continue }
            var plain: [UInt8] = []
            var inflater = Inflater()
            var rest = gzip
            while !inflater.hasEnded {
                let taken = try inflater.inflate(rest.span, into: &plain, atMost: 1 << 20)
                rest.removeFirst(taken)
            }
            #expect(plain == asset.bytes)
            #expect(gzip.count < asset.bytes.count)
            #expect(asset.tag != asset.gzipTag)
        }
        #expect(assets["/assets/docs.js"]?.gzip != nil)
    }

    @Test func `the entity tag is strong and changes with the bytes`() {
        let one = WebAsset("text/plain", [1])
        let other = WebAsset("text/plain", [2])
        #expect(one.tag.count == 24)
        #expect(one.tag != other.tag)
        #expect(one.tag == WebAsset("text/html", [1]).tag)
    }

    @Test(arguments: ["/assets/", "/assets/nothing.js", "/docs/", "//", "/assets/../docs", ""])
    func `what is not there is not there`(path: String) { #expect(assets[path] == nil) }

    @Test func `a page weighs little`() {
        let sum = assets.paths.compactMap { assets[$0] }.reduce(0) { $0 + ($1.gzip ?? $1.bytes).count }
        #expect(sum < 32 << 10)
    }
}
