#include "CKernels.h"

#ifdef __linux__
#include <sys/mman.h>
#endif

void ck_prefer_huge_pages(void *start, long bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    // Whole pages only: what follows the storage belongs to others.
    (void)madvise(start, bytes / CK_HUGE_PAGE * CK_HUGE_PAGE, MADV_HUGEPAGE);
#else
    (void)start, (void)bytes;
#endif
}
