/* `placeholders contribute [ID...]`: films for a person to add at TMDb. */
#ifndef UNDERSTUDY_CLI_PLACEHOLDERS_CONTRIBUTE_H
#define UNDERSTUDY_CLI_PLACEHOLDERS_CONTRIBUTE_H

#include "base/buf.h"
#include "cli/command.h"
#include "lifecycle/contribution.h"

/* args[0] is the word "contribute". Without ids: the placeholders that are most complete, nothing changed. With ids:
 * what TMDb's form asks for, film by film, and each is looked for on TMDb within a day from now on. EXIT_NO for an id
 * that is no waiting placeholder. */
enum exit_code placeholders_contribute(struct invocation *invocation);

struct contribution_view {
    const struct stored_movie *film;
    const struct contribution *sheet;
    int64_t contributed_at_ms; /* 0 = not yet */
};
void contribution_card(const struct contribution_view *view, size_t columns, struct arena *arena, struct buf *out);
void json_contribution(const struct contribution_view *view, struct buf *out);

#endif
