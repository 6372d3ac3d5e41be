/* By what a process is known in Oban's table: attempted_by is {node, producer}. */
#ifndef UNDERSTUDY_WORK_RUNNER_NAMES_H
#define UNDERSTUDY_WORK_RUNNER_NAMES_H

#include "base/arena.h"
#include "base/text.h"

enum { RUNNER_NODE_BYTES = 96, RUNNER_UUID_BYTES = 37 };

void runner_make_uuid(char out[RUNNER_UUID_BYTES]);
void runner_make_node(char out[RUNNER_NODE_BYTES]);
/* JSON arrays of what a claim may take: one worker; all of ours. */
struct text runner_name_json(struct text name, struct arena *arena);
struct text runner_names_json(struct arena *arena);

#endif
