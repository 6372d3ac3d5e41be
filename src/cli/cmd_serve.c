/* serve: the daemon. */
#include "base/log.h"
#include "cli/command.h"
#include "cli/output.h"
#include "daemon/serve.h"

static enum exit_code fail(const struct error *err)
{
    complain("%s", err->text);
    return EXIT_LOCAL;
}

/* The new configuration, or the old one when it is not good. */
static void reload(struct invocation *invocation, struct serve_options *options)
{
    struct invocation next = *invocation;
    struct logo logo;
    struct error err;
    enum status status = invocation_configure(&next, &err);
    if (status == OK)
        status = serve_check(&next.config, next.arena, &logo, &err);
    if (status == OK &&
        !text_equal(config_text(&next.config, "server.listen"), config_text(&invocation->config, "server.listen")))
        complain("server.listen has changed: that needs a restart");
    if (status == OK) {
        *invocation = next;
        options->tmdb_logo = logo;
    } else {
        complain("the configuration stays as it was: %s", err.text);
    }
}

enum exit_code cmd_serve(struct invocation *invocation)
{
    struct serve_options options = { .config = &invocation->config, .clock = &invocation->clock };
    struct listener listener;
    enum serve_end end = SERVE_RELOAD;
    struct error err;
    struct text format = invocation_option(invocation, "--log-format");
    if (text_known(format) && !text_is(format, "text") && !text_is(format, "json"))
        return usage_error(invocation->command, "--log-format is text or json");
    if (text_known(format))
        invocation->config.values[config_index("server.log_format")] = format;
    if (serve_check(&invocation->config, invocation->arena, &options.tmdb_logo, &err) != OK)
        return fail(&err);
    log_set_level(invocation->quiet ? LOG_WARN : invocation->verbose ? LOG_DEBUG : LOG_INFO);
    log_set_format(text_is(config_text(&invocation->config, "server.log_format"), "json") ? LOG_JSON : LOG_KEY_VALUE);
    serve_block_signals();
    if (listener_open(config_text(&invocation->config, "server.listen"), invocation->arena, &listener, &err) != OK)
        return fail(&err);
    if (!listener.loopback && !text_known(config_text(&invocation->config, "server.token"))) {
        listener_close(&listener);
        complain("the socket that systemd hands over is open to other machines: set server.token");
        return EXIT_LOCAL;
    }
    options.listener = &listener;
    enum status status = OK;
    while (status == OK && end == SERVE_RELOAD) {
        status = serve_run(&options, &end, &err);
        if (status == OK && end == SERVE_RELOAD)
            reload(invocation, &options);
    }
    listener_close(&listener);
    return status == OK ? EXIT_FINE : fail(&err);
}
