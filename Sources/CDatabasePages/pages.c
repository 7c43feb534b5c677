// A layer over SQLite's own file system (https://www.sqlite.org/vfs.html) that keeps a checksum in the last eight bytes of each page, which
// SQLite leaves alone where the header reserves them. Programs without this layer read such databases as ever. They must not write them,
// since they would keep the checksums of what was there before: so the file says that its format for writing is one that no SQLite knows
// (https://www.sqlite.org/fileformat2.html, "file format version numbers"), which SQLite takes for read-only. Pages without a checksum, as
// other programs copy them out of the write-ahead log or make them with VACUUM INTO, carry
// zeros there and are taken as they are. The write-ahead log has checksums of its own.
#include "include/CDatabasePages.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

enum { checksum_bytes = 8, page_bytes = 4096, application = 0x70697065 };  // "pipe"
// Where the header tells the format for writing: that of the write-ahead log, and ours.
enum { format_place = 18, format_log = 2, format_ours = 3 };

typedef struct {
    sqlite3_file base;
    sqlite3_file *real;
    int is_checked;
    int is_immutable;
    unsigned char scratch[page_bytes];
} pages_file;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs pages_vfs;
static _Thread_local int opens_immutable;
static atomic_long unchecked;

static sqlite3_file *real(sqlite3_file *file) { return ((pages_file *)file)->real; }

static uint64_t word(const unsigned char *bytes) {
    uint64_t value;
    memcpy(&value, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

// Each step is one to one: two pages that differ in one word of eight bytes never have the same sum. The place is part of it, so that a
// page that was written elsewhere is noticed. Zero means that there is none.
static uint64_t checksum(const unsigned char *page, sqlite3_int64 place) {
    const uint64_t factor = 0x9e3779b97f4a7c15u;
    uint64_t lanes[4] = {(uint64_t)place, 1, 2, 3}, sum = page_bytes;
    for (int i = 0; i < page_bytes - checksum_bytes; i += 8) {
        uint64_t mixed = (lanes[i / 8 % 4] ^ word(page + i)) * factor;
        lanes[i / 8 % 4] = mixed ^ mixed >> 32;
    }
    for (int lane = 0; lane < 4; lane++) {
        sum = (sum ^ lanes[lane]) * factor;
        sum ^= sum >> 32;
    }
    return sum ? sum : 1;
}

// Two places of the header say that there are checksums, so that damage to one of them does not turn them off.
static void look_at_header(pages_file *file, const unsigned char *header) {
    uint32_t id = (uint32_t)header[68] << 24 | (uint32_t)header[69] << 16 | (uint32_t)header[70] << 8 | header[71];
    file->is_checked = header[20] == checksum_bytes || id == application;
}

static void hide_format(unsigned char *header) {
    if (header[format_place] == format_ours) header[format_place] = format_log;
}

static int pages_read(sqlite3_file *base, void *buffer, int count, sqlite3_int64 place) {
    pages_file *file = (pages_file *)base;
    int code = file->real->pMethods->xRead(file->real, buffer, count, place);
    if (code != SQLITE_OK) return code;
    if (place == 0 && count >= 100) look_at_header(file, buffer);
    if (!file->is_checked) return code;
    if (count < 512) {
        if (place == 0 && count >= 100) hide_format(buffer);
        return code;
    }
    // Pages have another size only where the header is damaged.
    if (count != page_bytes || place % page_bytes != 0) return SQLITE_CORRUPT;
    unsigned char *bytes = (unsigned char *)buffer + page_bytes - checksum_bytes;
    uint64_t stored = word(bytes);
    if (stored == 0) {
        atomic_fetch_add(&unchecked, 1);
    } else if (stored != checksum(buffer, place)) {
        return SQLITE_CORRUPT;
    }
    // What SQLite copies elsewhere, by way of its log too, has none until it is written here.
    memset(bytes, 0, checksum_bytes);
    if (place == 0) hide_format(buffer);
    return code;
}

static int pages_write(sqlite3_file *base, const void *buffer, int count, sqlite3_int64 place) {
    pages_file *file = (pages_file *)base;
    if (place == 0 && count >= 100) look_at_header(file, buffer);
    if (!file->is_checked || count != page_bytes || place % page_bytes != 0) {
        return file->real->pMethods->xWrite(file->real, buffer, count, place);
    }
    memcpy(file->scratch, buffer, page_bytes);
    if (place == 0 && file->scratch[format_place] == format_log) file->scratch[format_place] = format_ours;
    uint64_t sum = checksum(file->scratch, place);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    sum = __builtin_bswap64(sum);
#endif
    memcpy(file->scratch + page_bytes - checksum_bytes, &sum, checksum_bytes);
    return file->real->pMethods->xWrite(file->real, file->scratch, count, place);
}

static int pages_close(sqlite3_file *file) { return real(file)->pMethods->xClose(real(file)); }
static int pages_truncate(sqlite3_file *file, sqlite3_int64 size) { return real(file)->pMethods->xTruncate(real(file), size); }
static int pages_sync(sqlite3_file *file, int flags) { return real(file)->pMethods->xSync(real(file), flags); }
static int pages_size(sqlite3_file *file, sqlite3_int64 *size) { return real(file)->pMethods->xFileSize(real(file), size); }
static int pages_lock(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }
static int pages_unlock(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
static int pages_is_reserved(sqlite3_file *file, int *out) { return real(file)->pMethods->xCheckReservedLock(real(file), out); }
static int pages_control(sqlite3_file *file, int op, void *argument) {
    return real(file)->pMethods->xFileControl(real(file), op, argument);
}
static int pages_sector(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int pages_characteristics(sqlite3_file *file) {
    int own = ((pages_file *)file)->is_immutable ? SQLITE_IOCAP_IMMUTABLE : 0;
    return real(file)->pMethods->xDeviceCharacteristics(real(file)) | own;
}
static int pages_shm_map(sqlite3_file *file, int page, int size, int extends, void volatile **out) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extends, out);
}
static int pages_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
static void pages_shm_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int pages_shm_unmap(sqlite3_file *file, int deletes) { return real(file)->pMethods->xShmUnmap(real(file), deletes); }

// Version 2 has no memory mapping of the file, which would go past the reading above.
static const sqlite3_io_methods pages_methods = {
    2, pages_close, pages_read, pages_write, pages_truncate, pages_sync, pages_size, pages_lock, pages_unlock, pages_is_reserved,
    pages_control, pages_sector, pages_characteristics, pages_shm_map, pages_shm_lock, pages_shm_barrier, pages_shm_unmap, 0, 0,
};

static int pages_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out) {
    (void)vfs;
    if (!(flags & SQLITE_OPEN_MAIN_DB)) return real_vfs->xOpen(real_vfs, name, base, flags, out);
    pages_file *file = (pages_file *)base;
    memset(file, 0, sizeof *file);
    file->real = (sqlite3_file *)(file + 1);
    file->is_immutable = opens_immutable;
    int code = real_vfs->xOpen(real_vfs, name, file->real, flags, out);
    // Where there are methods SQLite calls close, whatever the code.
    base->pMethods = file->real->pMethods ? &pages_methods : 0;
    return code;
}

static int registered;

static void register_once(void) {
    // Nobody asks how much memory SQLite has; to count it would take a lock at each allocation. Too late where it is at work already.
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    real_vfs = sqlite3_vfs_find(0);
    if (!real_vfs) return;
    pages_vfs = *real_vfs;
    pages_vfs.pNext = 0;
    pages_vfs.zName = "pipeline";
    pages_vfs.szOsFile = (int)sizeof(pages_file) + real_vfs->szOsFile;
    pages_vfs.xOpen = pages_open;
    registered = sqlite3_vfs_register(&pages_vfs, 1) == SQLITE_OK;
}

int ck_pages_register(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_once);
    return registered ? SQLITE_OK : SQLITE_ERROR;
}

int ck_pages_reserve(struct sqlite3 *database) {
    int count = checksum_bytes;
    return sqlite3_file_control(database, "main", SQLITE_FCNTL_RESERVE_BYTES, &count);
}

int ck_pages_are_checked(struct sqlite3 *database) {
    int count = -1;
    return sqlite3_file_control(database, "main", SQLITE_FCNTL_RESERVE_BYTES, &count) == SQLITE_OK && count == checksum_bytes;
}

long ck_pages_unchecked(void) { return atomic_load(&unchecked); }

void ck_pages_open_immutable(int on) { opens_immutable = on; }
