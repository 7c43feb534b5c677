import Diagnostics
import RunDatabase

/// Event files, one a run, `EXPERIMENT/VARIANT-ID/events.out.tfevents.…`: histories by step, final values at the last step, the spec as a
/// text, and parameters for the plug-in "hparams".
///
/// Sources: tensorflow/core/util/event.proto, framework/summary.proto and tensor.proto; tensorboard/plugins/hparams/plugin_data.proto.
public enum TensorBoardExporter: RunExporter {
    public static let id = "tensorboard"
    public static let documentation = "event files, a folder a run: tensorboard --logdir DIR"

    public static func next(_ directory: String) -> String? { "tensorboard --logdir \(shellWord(directory))" }

    public static func write(_ runs: [RunExport], to directory: String) throws -> [String] {
        try runs.map { export in
            let run = export.run
            let folder = "\(directory)/\(ExportFile.name(run.experiment))/\(ExportFile.name("\(run.variant)-\(run.id)"))"
            let path = "\(folder)/events.out.tfevents.\(run.started.milliseconds / 1000).\(run.id)"
            try ExportFile.write(events(export).flatMap(TFRecord.encode), to: path)
            return folder
        }
    }

    static func events(_ export: RunExport) -> [[UInt8]] {
        let work = export.workInterval
        let start = seconds(work.began)
        let end = seconds(work.ended ?? export.run.started)
        let last = export.history.flatMap { $0.points.map(\.step) }.max() ?? 0
        var events = [
            ProtobufWriter { event in
                event.double(1, start)
                event.string(3, "brain.Event:2")
            }.bytes,
            event(time: start, step: 0) { sessionStart(export, &$0) }, event(time: start, step: 0) { spec(export, &$0) },
        ]
        for series in export.history {
            for point in series.points {
                events.append(event(time: seconds(point.time), step: point.step) { scalar(series.name, point.value, &$0) })
            }
        }
        let withSteps = Set(export.history.map(\.name))
        for metric in export.run.metrics where !withSteps.contains(metric.name) {
            events.append(event(time: end, step: last) { scalar(metric.name, metric.value, &$0) })
        }
        events.append(event(time: end, step: 0) { sessionEnd(export, &$0) })
        return events
    }

    private static func seconds(_ time: Timestamp) -> Double { Double(time.milliseconds) / 1000 }

    /// An event with one value.
    private static func event(time: Double, step: Int, _ value: (inout ProtobufWriter) -> Void) -> [UInt8] {
        ProtobufWriter { event in
            event.double(1, time)
            event.integer(2, step)
            event.message(5) { $0.message(1, value) }
        }.bytes
    }

    private static func scalar(_ tag: String, _ value: Double, _ writer: inout ProtobufWriter) {
        writer.string(1, tag)
        writer.float(2, Float(value))
    }

    private static func metadata(_ plugin: String, _ content: [UInt8], _ writer: inout ProtobufWriter) {
        writer.message(9) { metadata in
            metadata.message(1) { data in
                data.string(1, plugin)
                data.data(2, content)
            }
        }
    }

    /// A text: a tensor of one string.
    private static func spec(_ export: RunExport, _ writer: inout ProtobufWriter) {
        writer.string(1, "spec")
        metadata("text", [], &writer)
        let text = "```yaml\n" + export.specYAML + "```\n"
        writer.message(8) { tensor in
            tensor.integer(1, 7)
            tensor.message(2) { _ in }
            tensor.string(8, text)
        }
    }

    private static func sessionStart(_ export: RunExport, _ writer: inout ProtobufWriter) {
        let information = ProtobufWriter { data in
            data.message(3) { session in
                for parameter in export.run.parameters {
                    session.message(1) { entry in
                        entry.string(1, parameter.name)
                        entry.message(2) { value(parameter, &$0) }
                    }
                }
                session.string(4, export.run.group)
                session.double(5, seconds(export.workInterval.began))
            }
        }
        hyperparameters("session_start_info", information.bytes, &writer)
    }

    private static func sessionEnd(_ export: RunExport, _ writer: inout ProtobufWriter) {
        let information = ProtobufWriter { data in
            data.message(4) { session in
                session.integer(1, status(export.run.status))
                session.double(2, seconds(export.workInterval.ended ?? export.run.started))
            }
        }
        hyperparameters("session_end_info", information.bytes, &writer)
    }

    /// The plug-in wants a tensor beside its data: one zero.
    private static func hyperparameters(_ name: String, _ content: [UInt8], _ writer: inout ProtobufWriter) {
        writer.string(1, "_hparams_/" + name)
        metadata("hparams", content, &writer)
        writer.message(8) { tensor in
            tensor.integer(1, 1)
            tensor.message(2) { shape in shape.message(2) { $0.integer(1, 1) } }
            tensor.float(5, 0)
        }
    }

    /// google.protobuf.Value.
    private static func value(_ parameter: RecordedParameter, _ writer: inout ProtobufWriter) {
        switch parameter.value {
        case .bool(let value): writer.integer(4, value ? 1 : 0)
        case .int(let value): writer.double(2, Double(value))
        case .double(let value) where value.isFinite: writer.double(2, value)
        default: writer.string(3, parameter.text)
        }
    }

    /// STATUS_SUCCESS 1, STATUS_FAILURE 2, STATUS_RUNNING 3.
    private static func status(_ status: RunStatus) -> Int {
        switch status {
        case .finished, .pruned: 1
        case .failed, .interrupted: 2
        case .running: 3
        }
    }
}
