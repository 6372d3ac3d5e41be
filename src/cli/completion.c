/* The completion for bash. */
#include "cli/manual.h"

static void add_names(struct buf *out, const struct option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (options[i].letter != '\0')
            (void)buf_printf(out, " -%c", options[i].letter);
        (void)buf_printf(out, " %s", options[i].name);
    }
}

/* Options whose value is the next word: it is neither the command nor an option. */
static void add_valued(struct buf *out, const struct option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (options[i].value != NULL)
            (void)buf_printf(out, "|%s", options[i].name);
    }
}

void completion_bash(struct buf *out)
{
    (void)buf_add_z(out, "# bash completion for understudy; printed by 'understudy help --completion'\n"
                         "_understudy() {\n"
                         "    local word=${COMP_WORDS[COMP_CWORD]} command= names= words= place= i\n"
                         "    COMPREPLY=()\n"
                         "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                         "        case ${COMP_WORDS[i]} in\n"
                         "        --config|--database) ((i++)) ;;\n"
                         "        -*) ;;\n"
                         "        *) command=${COMP_WORDS[i]}; place=$i; break ;;\n"
                         "        esac\n"
                         "    done\n"
                         "    case ${COMP_WORDS[COMP_CWORD-1]} in\n"
                         "    --config) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n"
                         "    --database");
    add_valued(out, global_options, global_option_count);
    for (size_t i = 0; i < command_count; i++)
        add_valued(out, commands[i].options, commands[i].option_count);
    (void)buf_add_z(out, ") return ;;\n    esac\n    case $command in\n    '') names='");
    for (size_t i = 0; i < command_count; i++)
        (void)buf_printf(out, "%s%s", i > 0 ? " " : "", commands[i].name);
    (void)buf_add_z(out, "' ;;\n");
    for (size_t i = 0; i < command_count; i++) {
        (void)buf_printf(out, "    %s) names='", commands[i].name);
        add_names(out, commands[i].options, commands[i].option_count);
        (void)buf_printf(out, "'; words='%s' ;;\n", commands[i].words != NULL ? commands[i].words : "");
    }
    (void)buf_add_z(out, "    esac\n    names+='");
    add_names(out, global_options, global_option_count);
    (void)buf_add_z(out, "'\n"
                         "    if [[ $command == extract && $word != -* ]]; then\n"
                         "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
                         "    elif [[ -n $words && $word != -* && COMP_CWORD -eq place+1 ]]; then\n"
                         "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                         "    elif [[ -z $command || $word == -* ]]; then\n"
                         "        COMPREPLY=($(compgen -W \"$names\" -- \"$word\"))\n"
                         "    fi\n"
                         "}\n"
                         "complete -F _understudy understudy\n");
}
