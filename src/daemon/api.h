/* What the handlers of /api/v1 share. */
#ifndef UNDERSTUDY_DAEMON_API_H
#define UNDERSTUDY_DAEMON_API_H

#include "daemon/daemon.h"
#include "daemon/problem.h"
#include "model/json_build.h"

/* The body as JSON: an object, or with `lists` an array too. NULL with the problem set. New reference. */
json_t *api_body(struct exchange *exchange, bool lists);
/* A whole number of the query within [min, max], `standard` without one. False with the problem set. */
bool api_number(struct exchange *exchange, const char *name, int64_t min, int64_t max, int64_t standard, int64_t *out);
/* Is the query's flag set: "?name", "?name=1", "?name=true"? */
bool api_flag(const struct exchange *exchange, const char *name);
/* The path's segment as an IMDb id. False with the problem set. */
bool api_imdb_id(struct exchange *exchange, size_t segment, struct text *out);
bool api_row_id(struct exchange *exchange, size_t segment, int64_t *out);
/* The desk's store by way of desk_store(), and what went wrong as the answer. */
enum httpd_next api_failed(struct exchange *exchange, enum status status, const struct error *err);

/* A job as people and programs see it. */
struct job_row;

enum httpd_next api_healthz(struct desk *desk, struct exchange *exchange);
enum httpd_next api_readyz(struct desk *desk, struct exchange *exchange);
enum httpd_next api_movie(struct desk *desk, struct exchange *exchange);
enum httpd_next api_lookups(struct desk *desk, struct exchange *exchange);
enum httpd_next api_jobs(struct desk *desk, struct exchange *exchange);
enum httpd_next api_job(struct desk *desk, struct exchange *exchange);
enum httpd_next api_job_cancel(struct desk *desk, struct exchange *exchange);
enum httpd_next api_job_retry(struct desk *desk, struct exchange *exchange);
enum httpd_next api_queues(struct desk *desk, struct exchange *exchange);
enum httpd_next api_queue_pause(struct desk *desk, struct exchange *exchange);
enum httpd_next api_queue_resume(struct desk *desk, struct exchange *exchange);
enum httpd_next api_placeholders(struct desk *desk, struct exchange *exchange);
enum httpd_next api_placeholder(struct desk *desk, struct exchange *exchange);
enum httpd_next api_placeholder_retry(struct desk *desk, struct exchange *exchange);
enum httpd_next api_placeholder_give_up(struct desk *desk, struct exchange *exchange);
enum httpd_next api_placeholder_edit(struct desk *desk, struct exchange *exchange);
enum httpd_next api_placeholder_merge(struct desk *desk, struct exchange *exchange); /* and accept */
enum httpd_next api_placeholder_refuse(struct desk *desk, struct exchange *exchange);
enum httpd_next api_placeholder_undo(struct desk *desk, struct exchange *exchange);
enum httpd_next api_metrics(struct desk *desk, struct exchange *exchange);
enum httpd_next api_sources(struct desk *desk, struct exchange *exchange);
enum httpd_next api_tmdb_find(struct desk *desk, struct exchange *exchange);
enum httpd_next api_tmdb_movie(struct desk *desk, struct exchange *exchange);
enum httpd_next api_tmdb_configuration(struct desk *desk, struct exchange *exchange);
enum httpd_next api_stats(struct desk *desk, struct exchange *exchange);
enum httpd_next api_import(struct desk *desk, struct exchange *exchange);
enum httpd_next api_imports(struct desk *desk, struct exchange *exchange);
enum httpd_next api_import_progress(struct desk *desk, struct exchange *exchange);
enum httpd_next api_openapi(struct desk *desk, struct exchange *exchange);
enum httpd_next api_events(struct desk *desk, struct exchange *exchange);

#endif
