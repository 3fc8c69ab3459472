import Blobs
import Observability

extension Metrics {
    /// Shows what was done with the store of blobs.
    func observe(_ store: CountedBlobs) {
        observed([
            ("blobs_stored_total", "Blobs and parts of blobs that were stored.", .counter),
            ("blobs_stored_bytes_total", "Their bytes.", .counter),
            ("blobs_opened_total", "Blobs that were opened to be read.", .counter),
            ("blobs_opened_bytes_total", "The bytes that were asked for of them.", .counter),
            ("blobs_deleted_total", "Blobs that were deleted.", .counter),
            ("blobs_errors_total", "Calls to the store that failed.", .counter),
        ]) {
            let counters = store.counters
            return [
                counters.stored, counters.bytesStored, counters.opened, counters.bytesOpened, counters.deleted,
                counters.errors.values.reduce(0, +),
            ].map(Double.init)
        }
    }
}
