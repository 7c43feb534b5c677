import Charts
import Foundation
import JSON
import Testing

@Suite struct MarkupTests {
    private let hostile = "</script><b onclick='x'>\"A & B\"</b>\u{0} שלום 🎬 %{x} $y$"

    @Test func textsAreEscaped() {
        #expect(Markup.escaped("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;")
        #expect(Markup.escaped("\u{0}\u{1B}[31m\u{FFFF}") == "\u{FFFD}\u{FFFD}[31m\u{FFFD}")
        #expect(Markup.escaped("שלום 🎬 電影\n") == "שלום 🎬 電影\n")
        #expect(Markup.element("p", ["title": "\"><x>"], text: "<i>").source == "<p title=\"&quot;&gt;&lt;x&gt;\">&lt;i&gt;</p>")
        #expect(Markup.element("meta", ["charset": "utf-8", "name": nil]).source == "<meta charset=\"utf-8\">")
        // An escape that follows a letter without a mark between them is one character for Swift: the mark is not lost.
        #expect(Markup.escaped("<\u{301}") == "&lt;\u{301}")
    }

    @Test func scriptsCannotBeLeft() throws {
        let json = JSONValue.object([("title", .string(hostile))]).compact
        let source = Markup.script(json: json, ["type": "application/json"]).source
        #expect(source.components(separatedBy: "</script").count == 2)
        let body = try #require(source.dropFirst("<script type=\"application/json\">".count).components(separatedBy: "</script>").first)
        let decoded = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: String]
        #expect(decoded?["title"] == hostile)
    }

    private var chart: Chart {
        let points = [Series.Point(1, 0.5, interval: 0.4...0.6, hover: hostile), Series.Point(2, .nan), Series.Point(3, 0.7)]
        return Chart(
            hostile, x: Axis("<x>"), y: Axis("&y"),
            series: [Series(hostile, points: points), Series("b", .points, color: 11, points: points)])
    }

    @Test func picturesAreWellFormed() throws {
        for mark in [Series.Mark.line, .steps, .points, .columns, .rows] {
            var chart = chart
            for index in chart.series.indices { chart.series[index].mark = mark }
            chart.field = Field("f", xs: [1, 2, 3], ys: [0, 1], values: [[1, 2, .nan], [3, 4, 5]])
            let text = SVGDocument([chart, chart, chart], title: hostile).text
            let parser = XMLParserProbe(text)
            #expect(parser.isWellFormed, "\(mark): \(parser.problem)")
            #expect(!text.contains("nan"))
        }
    }

    @Test func plotlyGetsNoTags() throws {
        let data = Data(PlotlyChart(chart).json.compact.utf8)
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let traces = try #require(root["data"] as? [[String: Any]])
        #expect(traces.count == 2)
        #expect((traces[0]["name"] as? String)?.contains("<") == false)
        #expect((traces[0]["hovertext"] as? [String])?.first?.contains("<b") == false)
        #expect((traces[0]["y"] as? [Any])?[1] is NSNull)
        let above = try #require((traces[1]["error_y"] as? [String: Any])?["array"] as? [Double])
        #expect(above.count == 3 && abs(above[0] - 0.1) < 1e-12 && above[1] == 0)
        #expect(((traces[0]["line"] as? [String: Any])?["color"] as? String) == "var(--series-0)")
    }

    @Test func manyFaintLinesAreOneTrace() throws {
        let faint = (0..<50).map { number in
            Series("trial \(number)", color: nil, isFaint: true, isInLegend: false, points: [.init(1, 1), .init(2, Double(number))])
        }
        let chart = Chart("t", x: Axis("x"), y: Axis("y"), series: faint + [Series("best", points: [.init(1, 1)])])
        guard case .array(let traces)? = PlotlyChart(chart).json["data"] else { throw Missing() }
        #expect(traces.count == 2)
        guard case .array(let xs)? = traces[0]["x"] else { throw Missing() }
        #expect(xs.count == 50 * 3 - 1)
    }

    @Test func paletteIsKnownByVariable() {
        #expect(Palette.variable(0) == "var(--series-0)")
        #expect(Palette.variable(8) == "var(--series-0)")
        #expect(Palette.variable(nil) == "var(--series-none)")
        #expect(Palette.tint(0) == "#fde725")
        #expect(Palette.tint(1) == "#440154")
        // Half way between #22a884 and #2a788e.
        #expect(Palette.tint(0.5) == "#269089")
    }

    private struct Missing: Error {}
}

/// XML as Python's parser sees it, without a parser of our own.
private struct XMLParserProbe {
    let isWellFormed: Bool
    let problem: String

    init(_ text: String) {
        let process = Process(), input = Pipe(), output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import sys, xml.dom.minidom as m; m.parseString(sys.stdin.buffer.read())"]
        (process.standardInput, process.standardError) = (input, output)
        do { try process.run() } catch {
            (isWellFormed, problem) = (false, "\(error)")
            return
        }
        input.fileHandleForWriting.write(Data(text.utf8))
        input.fileHandleForWriting.closeFile()
        problem = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        isWellFormed = process.terminationStatus == 0
    }
}
