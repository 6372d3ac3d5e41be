/* What the daemon knows of its own health. */
#ifndef UNDERSTUDY_DAEMON_PULSE_H
#define UNDERSTUDY_DAEMON_PULSE_H

#include "daemon/daemon.h"

MUST_CHECK enum status pulse_start(struct daemon *daemon, struct error *err);
void pulse_stop(struct daemon *daemon); /* once daemon->stopping is set */

struct health {
    bool store_seen, jobs_run, stopping;
    char store_trouble[240], jobs_trouble[240]; /* "" = none */
};
void pulse_look(struct daemon *daemon, struct health *out);

#endif
