/* The state of the local index, for `dataset` in each of its forms. */
#ifndef UNDERSTUDY_CLI_DATASET_VIEW_H
#define UNDERSTUDY_CLI_DATASET_VIEW_H

#include "cli/command.h"
#include "work/dataset_refresh.h"

struct dataset_view {
    struct text folder;
    bool is_imported;
    struct dataset_info info; /* when imported */
    int64_t index_bytes;
    int64_t licence_ms;                           /* 0 = not acknowledged */
    const struct dataset_refresh_result *refresh; /* of a refresh just made, or NULL */
};

/* BROKEN when the index cannot be read. */
MUST_CHECK enum status dataset_view_read(struct text folder, struct arena *arena, struct dataset_view *out,
                                         struct error *err);
/* For people; json_dataset() for programs. */
void dataset_view_print(const struct dataset_view *view, const struct invocation *invocation, struct buf *out);

#endif
