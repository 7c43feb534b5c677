import Dispatch
import Glibc
import Threads

extension Worker {
    private func leave() -> Never {
        store.abandonAttempts()
        _exit(0)
    }

    /// Reads orders until the input ends, on a thread of its own, while the calling thread carries them out. When the input ends the process
    /// is over at once: what was being made was not wanted any more, and the store keeps every epoch that was complete.
    public func serve(readingFrom descriptor: Int32) -> Never {
        let orders = Mutex<[WorkOrder.Run]>([]), available = DispatchSemaphore(value: 0)
        DispatchQueue(label: "pipeline.worker.orders").async {
            var pending: [UInt8] = []
            while let line = nextLine(descriptor, &pending) {
                guard let order = self.take(line) else { continue }
                orders.withLock { $0.append(order) }
                available.signal()
            }
            self.leave()
        }
        while true {
            available.wait()
            if let order = orders.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { carryOut(order) }
        }
    }
}

/// The next line from a descriptor; nil at its end.
func nextLine(_ descriptor: Int32, _ pending: inout [UInt8]) -> String? {
    while true {
        if let end = pending.firstIndex(of: 10) {
            defer { pending.removeSubrange(...end) }
            return String(decoding: pending[..<end], as: UTF8.self)
        }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = read(descriptor, &buffer, buffer.count)
        if count > 0 {
            pending += buffer[..<count]
        } else if count == 0 || errno != EINTR {
            return nil
        }
    }
}
