/* Names in Oban's table. */
#include "work/runner_names.h"

#include "base/random.h"
#include "model/json_build.h"
#include "work/workers.h"

#include <stdio.h>
#include <unistd.h>

/* RFC 4122, version 4. Never used again, not even by the same process. */
void runner_make_uuid(char out[RUNNER_UUID_BYTES])
{
    uint64_t high = random_seed(), low = random_seed();
    high = (high & ~UINT64_C(0xF000)) | UINT64_C(0x4000);
    low = (low & ~(UINT64_C(3) << 62)) | (UINT64_C(2) << 62);
    (void)snprintf(out, RUNNER_UUID_BYTES, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(high >> 32),
                   (unsigned)(high >> 16 & 0xFFFF), (unsigned)(high & 0xFFFF), (unsigned)(low >> 48),
                   (unsigned long long)(low & UINT64_C(0xFFFFFFFFFFFF)));
}

/* host-pid, without what no node name may hold. */
void runner_make_node(char out[RUNNER_NODE_BYTES])
{
    char host[64] = "";
    if (gethostname(host, sizeof host - 1) != 0 || host[0] == '\0')
        (void)snprintf(host, sizeof host, "localhost");
    for (char *c = host; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || *c == '"' || *c == '\\')
            *c = '_';
    }
    (void)snprintf(out, RUNNER_NODE_BYTES, "%s-%ld", host, (long)getpid());
}

struct text runner_name_json(struct text name, struct arena *arena)
{
    json_t *names = json_new_array();
    json_push(names, json_stringn(name.at, name.len));
    return json_finished(names, arena);
}

struct text runner_names_json(struct arena *arena)
{
    json_t *names = json_new_array();
    for (size_t i = 0; i < worker_count; i++)
        json_push(names, json_string(workers[i].name));
    return json_finished(names, arena);
}
