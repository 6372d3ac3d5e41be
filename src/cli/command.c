/* The table of commands. */
#include "cli/command.h"

const struct command commands[] = {
    {
        .name = "arrivals",
        .operands = "",
        .summary = "look for what is new on TMDb, and match it with films that wait",
        .text =
            "One pass: TMDb's daily lists of ids that were published since the last pass, the list of what changed "
            "there, and then the record of each id that is new in them. A record with the IMDb id of a placeholder, or "
            "of an id that nobody knew, is queued before everything else, and looked up before this returns.\n\n"
            "The first pass is the beginning: it learns which ids there are, and looks at none. Missed days are caught "
            "up: exports up to 3 months back, changes up to 14 days. Today's list is published by 08:00 UTC; one that "
            "is not there yet is no error. A pass that is stopped, by whatever, goes on where it was.\n\n"
            "What a source refuses to tell stays pending, and the next pass asks again: exit code 3.",
        .examples = "understudy arrivals\nlook now; fits into cron, every six hours\n"
                    "understudy arrivals --json\nthe same, as one JSON object\n",
        .needs_config = true,
        .run = cmd_arrivals,
    },
    {
        .name = "backup",
        .operands = "FILE",
        .summary = "copy the SQLite store while others use it",
        .text =
            "The copy holds what was committed when it began, passes SQLite's integrity check, and is one plain file "
            "that only its owner may read. It is written aside and gets its name when it is whole and on the disk: a "
            "full disk, a signal or a power failure leaves no half of it. To restore it, stop what uses the store, "
            "remove the store and its -wal, and put the copy in its place.\n\n"
            "FILE must not exist, unless --force is given, and is never the store itself.",
        .examples = "understudy backup understudy-2026-11-22.db\nfits into cron\n"
                    "understudy --database sqlite:understudy-2026-11-22.db export\nlook into a copy\n",
        .options = { { "--force", NULL, "replace FILE if it exists", 0 } },
        .option_count = 1,
        .operands_min = 1,
        .operands_max = 1,
        .needs_config = true,
        .run = cmd_backup,
    },
    {
        .name = "dataset",
        .operands = "import PATH...|refresh|status",
        .words = "import refresh status",
        .summary = "keep IMDb's official datasets in a local index",
        .text =
            "import reads IMDb's seven TSV files, or those of them that you have (title.basics must be among them), "
            "plain or gzip, into an index that lookups ask before any other host. PATH is a file or a directory. "
            "Every row is checked; an import that fails or is interrupted leaves the index as it was. Of films all "
            "is kept, of other titles id and type, unless --all is given.\n\n"
            "refresh downloads the files that a record needs, each at most once a day and only when it changed, into "
            "the folder of the index (dataset.path), and imports them. It fits into cron.\n\n"
            "status tells which files are in the index, how old they are, and how many rows were kept.\n\n"
            "The files are for personal and non-commercial use. The terms are shown before the first import; "
            "--accept-licence says that you keep to them, and is remembered.",
        .examples = "understudy dataset import --accept-licence ~/imdb\nthe files of a directory, for the first time\n"
                    "understudy dataset refresh\ndownload what is newer, and import it\n"
                    "understudy dataset status\nwhat is in the index\n",
        .options = { { "--all", NULL, "keep full rows of series, episodes and games too", 0 },
                     { "--accept-licence", NULL, "acknowledge IMDb's terms; needed once", 0 } },
        .option_count = 2,
        .operands_min = 1,
        .operands_max = SIZE_MAX,
        .needs_config = true,
        .run = cmd_dataset,
    },
    {
        .name = "doctor",
        .operands = "",
        .summary = "check configuration, keys, database, reachability and robots.txt",
        .text =
            "Prints every setting with its value and where it came from (secrets masked), then looks whether all "
            "that a "
            "lookup needs is there. Each finding is ok, warn or fail, and comes with its remedy. So does a title page "
            "that no longer tells what it told: which layout, which fact, since when.\n\n"
            "Two requests go out, politely, with a short time-out: TMDb's /authentication, with your key, and the "
            "robots.txt of the title pages' host. No title page is asked for. With --offline nothing goes out.\n\n"
            "With --canaries the pages of a folder, NAME.html, are read too, and must give the records that stand "
            "beside them in NAME.json, as extract --json printed them when they were right: after an upgrade, or "
            "when IMDb's pages changed, a look at whether the readers still do what they did.",
        .examples = "understudy doctor\nlook at everything\n"
                    "understudy doctor --offline --json\nthe same without a request, for a program\n"
                    "understudy doctor --offline --canaries pages/\nand read pages whose records are known\n",
        .options = { { "--offline", NULL, "send no request", 0 },
                     { "--canaries", "DIR", "read the pages of a folder and compare with their records", 0 } },
        .option_count = 2,
        .run = cmd_doctor,
    },
    {
        .name = "export",
        .operands = "[ID...]",
        .summary = "write films of the store as JSON lines, CSV or NFO, or answers as WARC",
        .text = "Every film, in the order in which they came into the store, or those whose ids are given (- reads ids "
                "from standard input), each once; an id that is not in the store is exit code 1. Nothing is asked or "
                "changed, and others may write meanwhile: each film is as it was when it was read.\n\n"
                "jsonl: the record as lookup --json prints it, with the origin and licence of each field, and its "
                "import_status. csv: the promised columns of the table movies, and the sources; a text that a "
                "spreadsheet would run as a formula gets an apostrophe before it, so take jsonl where every byte "
                "counts. nfo: what Kodi and Jellyfin read, one document a film, one after another, or each as "
                "ttNNN.nfo in the folder of --output, which is made; files of that name are replaced.\n\n"
                "warc: not films but the raw answers that are kept (with ids those that were asked for these titles), "
                "as a WARC 1.1 file for other tools; of each HTTP head, status and content type are kept.\n\n"
                "What may be published, and with which words, the sources decide: their sentences come on standard "
                "error, and in each NFO.",
        .examples = "understudy export > films.jsonl\neverything\n"
                    "understudy export --format csv --status imdb_placeholder\nthe placeholders, for a spreadsheet\n"
                    "understudy export --format nfo --output nfo tt9000001\none file for Kodi or Jellyfin\n",
        .options = { { "--format", "FORMAT", "jsonl (the default), csv, nfo or warc", 0 },
                     { "--status", "LIST", "only films of these: full, soft, imdb_enriched, imdb_placeholder", 0 },
                     { "--output", "DIR", "the folder of the NFO files", 'o' } },
        .option_count = 3,
        .operands_max = SIZE_MAX,
        .needs_config = true,
        .run = cmd_export,
    },
    {
        .name = "extract",
        .operands = "FILE...",
        .summary = "read saved title pages and answers into records",
        .text =
            "Bytes in, records out; no network, no database, no configuration. FILE is an IMDb title page of 2005 "
            "to today, its __NEXT_DATA__ JSON alone, or an answer of IMDb's GraphQL or suggestion service, which "
            "gives a record for each title in it; a chart, list, search or award event gives a thin record for each "
            "entry with what the list says of it as context, and what --json prints is what 'understudy import' "
            "takes; plain or packed with gzip or zstd, as a browser saves it (MHTML, UTF-16) or in the JSON of a "
            "rendering service; - is standard input. Of a WARC file, plain or gzip, every "
            "title page inside is read, in constant memory; a damaged record is skipped with its offset named, and "
            "ends in exit code 1.\n\n"
            "With --id the record must be that title's: a page about another one is not_found. A suggestion answer "
            "to a question for an id is read as if --id named it: an unknown id is answered with its nearest match. "
            "A file that cannot be read ends in exit code 4, after all others were read; packed bytes that are "
            "damaged are drift.",
        .examples =
            "understudy extract page.html\nshow the film that a saved page is about\n"
            "curl -s https://example.org/saved.html.gz | understudy extract --json -\none JSON object from a pipe\n",
        .options = { { "--id", "TT", "take only the record of this IMDb id", 0 },
                     { "--jobs", "N", "files read at the same time; as many as there are processors", 'j' } },
        .option_count = 2,
        .operands_min = 1,
        .operands_max = SIZE_MAX,
        .run = cmd_extract,
    },
    {
        .name = "forget",
        .operands = "",
        .summary = "remove what came from one source, or what was kept long enough",
        .text =
            "With --source everything that one source said goes, in one transaction: raw answers, fields of films, "
            "people and credits. What another source said stays, and so does what a person edited. Without TMDb's "
            "facts a film is the placeholder again that it was; a placeholder without a title goes, and its id is "
            "wanted again, so that the next lookup builds it anew from the other sources. Metrics hold no content and "
            "stay, unless --metrics is given. A source that is still on in sources.order will be asked again; the "
            "index of "
            "IMDb's datasets (dataset.path) is files of yours, to be deleted by you.\n\n"
            "With --expired raw answers older than their source's terms allow, and metrics older than 400 days, go; "
            "import --wait does that at its end.",
        .examples = "understudy forget --source imdb_page --dry-run\nsay what would be removed\n"
                    "understudy forget --expired\nremove what was kept long enough; fits into cron\n",
        .options = { { "--source", "NAME", "a source, as 'understudy sources' lists them", 0 },
                     { "--metrics", NULL, "the source's metrics, too", 0 },
                     { "--dry-run", NULL, "say what would be removed, and remove nothing", 0 },
                     { "--expired", NULL, "what was kept as long as it may be", 0 } },
        .option_count = 4,
        .needs_config = true,
        .run = cmd_forget,
    },
    {
        .name = "help",
        .operands = "[COMMAND]",
        .summary = "explain a command; print the man page, the bash completion or an example configuration",
        .text = "Everything it prints comes from the table that the program itself works with.",
        .examples = "understudy help lookup\nexplain one command\n"
                    "understudy help --man | man -l -\nread the manual page\n"
                    "source <(understudy help --completion)\ncomplete commands and options in this bash\n",
        .options = { { "--man", NULL, "print the manual page (troff)", 0 },
                     { "--completion", NULL, "print the completion for bash", 0 },
                     { "--example-config", NULL, "print a configuration file with every key and its default", 0 } },
        .option_count = 3,
        .operands_max = 1,
        .run = cmd_help,
    },
    {
        .name = "import",
        .operands = "[FILE]",
        .summary = "queue a list of films",
        .text =
            "FILE holds one id a line, CSV with a header line (imdb_id, title, year; comma, semicolon or tab), JSON "
            "lines, or a JSON array of objects; - is standard input. Titles and years help where no source knows the "
            "film; other columns and members are its context, which stays with it: a later list adds to it, and two "
            "values of one name become a list. An id may be the address of an IMDb title page.\n\n"
            "An id is wanted once: a second import of the same file queues nothing, and an id that has an outcome is "
            "not asked again. When a line is bad, each bad line is listed and nothing is queued; --skip-bad queues "
            "the rest.\n\n"
            "--wait works the list off before returning, with the exit code of a lookup; Ctrl-C lets the requests "
            "under way end, and the same command goes on later. --estimate stores nothing. --from-oban reads the "
            "table oban_jobs of the configured database for cancelled and discarded jobs with no_tmdb_match, and "
            "changes nothing in it.",
        .examples = "understudy import festival.csv\nqueue the films of a festival\n"
                    "understudy import --estimate festival.csv\nhow long would they take?\n"
                    "understudy import --wait --json - < ids.txt\nwork off a list, one JSON object a film\n"
                    "understudy import --from-oban --wait\nadopt the jobs for which TMDb had no match\n",
        .options = { { "--format", "FORMAT", "ids, csv, jsonl or json, instead of looking at the content", 0 },
                     { "--skip-bad", NULL, "queue the good lines though there are bad ones", 0 },
                     { "--estimate", NULL, "say how long the rate limits make it last, and queue nothing", 0 },
                     { "--wait", NULL, "work the list off before returning", 0 },
                     { "--from-oban", NULL, "take cancelled jobs of an Oban application instead of a file", 0 } },
        .option_count = 5,
        .operands_max = 1,
        .needs_config = true,
        .run = cmd_import,
    },
    {
        .name = "lookup",
        .operands = "ID...",
        .summary = "find films on TMDb by IMDb id, or make placeholders",
        .text =
            "For every id: the local store, then TMDb, then the fallback sources; what no source can prove stays "
            "unknown, "
            "and is never stored as absent. ID is tt and 7 to 10 digits, or the address of an IMDb title page; - reads "
            "ids from standard input, one a line, where blank lines and lines that start with # are passed over. One "
            "ill-formed id and nothing is asked at all. An id that stands there twice is asked once and answered in "
            "both places.\n\n"
            "--title and --year are evidence for one id: they help where no source knows the title.\n\n"
            "--dry-run stores no film, no id and no answer; only what hosts asked for, such as a pause, is remembered "
            "in "
            "a store that is there.\n\n"
            "--record keeps what came, a file an answer, without keys; --replay does the same lookup with nothing but "
            "that "
            "folder: in a store of its own unless --database names one, and without a key.\n\n"
            "One id gives a card, several a table, --json one object a line; answers come in the order of the ids.",
        .examples = "understudy lookup tt9000001\nfind one film\n"
                    "understudy lookup --json - < ids.txt\na list of ids, one JSON object a line\n"
                    "understudy lookup --dry-run --explain tt9000001\nwhat would be found and why, storing nothing\n",
        .options = { { "--title", "T", "the title, as far as you know (one id only)", 0 },
                     { "--year", "Y", "its year (one id only)", 0 },
                     { "--fresh", NULL, "ask again even if the store has an answer", 0 },
                     { "--dry-run", NULL, "store nothing", 0 },
                     { "--explain", NULL, "say which rule decided and what each source answered", 0 },
                     { "--record", "DIR", "keep every answer in this folder, for a bug report; asks again", 0 },
                     { "--replay", "DIR", "take the answers from such a folder, with no network", 0 } },
        .option_count = 7,
        .operands_min = 1,
        .operands_max = SIZE_MAX,
        .needs_config = true,
        .run = cmd_lookup,
    },
    {
        .name = "migrate",
        .operands = "",
        .summary = "create or upgrade the database schema",
        .text = "An SQLite store is created on first use; this does it now, and brings an older one up to date. A "
                "PostgreSQL "
                "database for understudy alone gets its tables by this and by nothing else.\n\n"
                "--attach puts understudy beside an application's tables, in a schema understudy of its own; the "
                "application's Oban (schema 11 to 14) stays its own: understudy claims and inserts jobs there and does "
                "none "
                "of Oban's duties. With --into-movies placeholders stand in the application's table movies, which is "
                "altered "
                "for it, and are upgraded in place. --plan says what stands in the way, and explains both ways. Rows "
                "that are "
                "not understudy's own are never changed.\n\n"
                "--detach takes it back: placeholders go, films that TMDb has by now stay in movies.",
        .examples = "understudy migrate --plan\nprint the SQL and change nothing\n"
                    "understudy migrate --attach --plan\nlook at an application's database, and change nothing\n",
        .options = { { "--plan", NULL, "print the SQL and change nothing", 0 },
                     { "--attach", NULL, "beside an application's tables (PostgreSQL)", 0 },
                     { "--into-movies", NULL, "with --attach: placeholders in the application's movies", 0 },
                     { "--detach", NULL, "take --attach back", 0 } },
        .option_count = 4,
        .needs_config = true,
        .run = cmd_migrate,
    },
    {
        .name = "placeholders",
        .operands = "[WORD [ARG...]]",
        .words = "list show retry give-up edit merge undo accept refuse contribute",
        .summary = "look at the placeholders and steer them",
        .text =
            "WORD is one of: list, show ID, retry ID..., give-up ID, edit ID FIELD=VALUE..., merge ID TMDB_ID, undo "
            "ID, "
            "accept ID TMDB_ID, refuse ID TMDB_ID, contribute [ID...]; without one it is list.\n\n"
            "list shows who waits for TMDb, in the order of their next try: --due those whose time has come, "
            "--given-up those that nobody looks for any longer, --search those with a text in title or id, --source "
            "those with a fact from there (person: somebody edited it); --sort newest lists all of them. show tells "
            "all of one film: where each field came from, what became of it, what lists said, TMDb records that may be "
            "it, the answers that are kept and its jobs.\n\n"
            "retry asks TMDb and the sources now, for several ids (- reads them from stdin) side by side, and takes up "
            "again what was given up; retry --all queues a job for every placeholder, which 'understudy work' runs. "
            "give-up stops looking for a film.\n\n"
            "edit sets fields of a film in any state: title, original_title, original_language, release_date, "
            "release_country, runtime_minutes, overview, year, poster_url, genres=Drama,Comedy, countries=AT,DE, "
            "languages=de,hu, directors='Name One; Name Two', writers, cast='Name One as Her Part; Name Two', rating, "
            "vote_count; a name may end in an IMDb id. FIELD= removes the value. An edit, here or by SQL on movies, "
            "survives every upgrade; edit --revert ID FIELD... takes it back, and the field follows TMDb and the "
            "sources again. One bad argument and nothing is changed.\n\n"
            "merge, or accept, takes a TMDb record on your word, unless the record carries another IMDb id; refuse "
            "says that a candidate is another film: it is never offered nor taken again. undo takes the last upgrade "
            "back, keeps what was edited since, and refuses the record; a row of the same film that was folded in then "
            "stands again.\n\n"
            "contribute lists films that a person may add at TMDb; with ids it shows what TMDb's form asks for, and "
            "looks for them every day.\n\n"
            "With --dry-run, retry, merge and undo store nothing and print what would change.",
        .examples = "understudy placeholders list --due\nthose whose time has come\n"
                    "understudy placeholders edit tt9000001 title='Quay Light' runtime=104\ncorrect two fields\n"
                    "understudy placeholders edit tt9000001 directors='Rosa Pinhal; Rui Costa'\nwho made it\n"
                    "understudy placeholders edit --revert tt9000001 title\nwhat the sources say, after all\n"
                    "understudy placeholders merge --dry-run tt9000001 9100001\nwhat would TMDb's record change?\n"
                    "understudy placeholders undo tt9000001\nthat was another film: the placeholder back\n",
        .options = { { "--due", NULL, "list: only those whose time has come", 0 },
                     { "--given-up", NULL, "list: only those that nobody looks for", 0 },
                     { "--search", "TEXT", "list: only those with this in title or id", 0 },
                     { "--source", "NAME", "list: only those with a fact from there", 0 },
                     { "--sort", "KEY", "list: by next_try, newest, oldest, title, year, tries", 0 },
                     { "--limit", "N", "list: at most so many", 0 },
                     { "--revert", NULL, "edit: take edits of these fields back", 0 },
                     { "--all", NULL, "retry: queue a job for every placeholder", 0 },
                     { "--dry-run", NULL, "retry, merge, undo: store nothing, print what would change", 0 },
                     { "--explain", NULL, "retry, merge: say what each source answered", 0 } },
        .option_count = 10,
        .operands_max = SIZE_MAX,
        .needs_config = true,
        .run = cmd_placeholders,
    },
    {
        .name = "reextract",
        .operands = "[ID...]",
        .summary = "read the kept raw answers again, with today's readers",
        .text =
            "For every film of the store, or those whose ids are given (- reads ids from standard input): the answers "
            "of TMDb, imdb_page, omdb and Wikidata that were kept are read as this version reads them, and each field "
            "that would "
            "say something else is shown, old and new. --apply writes it, a film in one transaction. Nothing is "
            "asked.\n\n"
            "What came from such an answer becomes what it says today, and what a placeholder does not know is filled "
            "from it. What a person edited stays, and so do another source's words, ids, and what TMDb's record "
            "lacks. An answer that today's readers cannot read, or that is about another title, changes nothing, is "
            "named, and ends in exit code 3. An id that is not in the store is exit code 1.\n\n"
            "A fact that a page's layout had lost (see doctor) is looked for first, on the newest kept pages: when "
            "they tell it, --apply ends the loss, else pages without it change nothing.",
        .examples = "understudy reextract\nshow what an upgrade of understudy changes\n"
                    "understudy reextract --apply tt9000001\none film, and do it\n",
        .options = { { "--apply", NULL, "write what is shown", 0 } },
        .option_count = 1,
        .operands_max = SIZE_MAX,
        .needs_config = true,
        .run = cmd_reextract,
    },
    {
        .name = "serve",
        .operands = "",
        .summary = "the daemon: jobs, schedules, dashboard, HTTP API, metrics",
        .text =
            "Runs jobs as 'understudy work' does, and answers over HTTP at server.listen: the dashboard at /, the API "
            "at /api/v1, figures for Prometheus at /metrics, and at /tmdb/3 what TMDb would answer, with a placeholder "
            "where it has nothing. /readyz says 200 once it can work. docs/api.md tells of every address, with "
            "examples.\n\n"
            "Without server.token it listens on this machine alone, or on a Unix socket; beyond, every caller gives "
            "the token (Authorization: Bearer TOKEN), and one with server.read_token may look and change nothing. A "
            "name under which it is reached goes into server.hosts; a Host or Origin of others is refused. After "
            "twenty wrong tokens from one address each of its tokens waits for its turn, or is answered with 429.\n\n"
            "SIGTERM and SIGINT end it: what was asked is answered, jobs that have not begun are given back. SIGHUP "
            "reads the configuration again and goes on with it, or with the old one when the new one is not good. "
            "Under systemd it tells when it is ready, feeds the watchdog, and takes a socket that is handed over.",
        .examples = "understudy serve\nat http://127.0.0.1:8642 until Ctrl-C\n"
                    "UNDERSTUDY_SERVER_LISTEN=unix:/run/understudy/http understudy serve\nbehind a web server\n",
        .options = { { "--log-format", "FORMAT", "text (key=value) or json, instead of server.log_format", 0 } },
        .option_count = 1,
        .needs_config = true,
        .run = cmd_serve,
    },
    {
        .name = "sources",
        .operands = "",
        .summary = "list the sources: state, rate, licence, attribution, quota",
        .text = "A source is ready, off (not in sources.order, or without its key), not built yet, or blocked until an "
                "instant, because its host asked for a pause or answered with a challenge. A title page whose layout "
                "no longer "
                "tells a fact is named with it: no record is written from a page that lacks it.",
        .examples = "understudy sources\nall sources\n",
        .needs_config = true,
        .run = cmd_sources,
    },
    {
        .name = "stats",
        .operands = "",
        .summary = "show success rates, placeholders, upgrades, and how long films wait for TMDb",
        .text =
            "Every call to a source is counted as found, absent (a definite no) or failed, with the response times "
            "that "
            "50, 95 and 99 of 100 calls do not exceed.\n\n"
            "TMDb had it: how long placeholders waited. Those that wait still count as having waited so long "
            "(Kaplan-Meier's estimate), and so do those that were given up until then; our lag is an upgrade's delay "
            "behind the moment at which TMDb had the film.\n\n"
            "failed lookups: without the fallback every id fails that TMDb did not know when it was asked first; with "
            "it, those for which there is no placeholder either. What is no film counts on neither side.\n\n"
            "--since looks at calls, placeholders, upgrades and ids from that day on (UTC); what waits is always "
            "today's. The keys of --json stand in docs/stats.md.",
        .examples = "understudy stats\neverything\n"
                    "understudy stats --since 2026-11-01 --json\none JSON object, from a day on\n",
        .options = { { "--since", "DATE", "from this day on, such as 2026-11-01, or instant", 0 } },
        .option_count = 1,
        .needs_config = true,
        .run = cmd_stats,
    },
    {
        .name = "work",
        .operands = "[status|pause [QUEUE]|resume [QUEUE]]",
        .words = "status pause resume",
        .summary = "run jobs: what imports queued, what TMDb gained, what is due",
        .text =
            "Runs until it is stopped: SIGTERM and SIGINT let the jobs that are under way end, and give the others "
            "back. A job that is killed is run again by whoever works ten minutes later; nothing is done twice. Any "
            "number of processes may work on one store.\n\n"
            "What the clock calls for becomes jobs: placeholders whose time has come (daily, and with --once each "
            "time; enrichment.batch at a time), what arrived on TMDb (every six hours), TMDb's data that is older than "
            "150 days (daily), ids "
            "without an answer (daily), old rows removed (daily). New ids go before due retries before backlog. What "
            "a source refuses to tell comes back within hours, and costs no attempt.\n\n"
            "status counts the jobs by queue and state; pause keeps every process from starting jobs of a queue (tmdb: "
            "films; understudy_webhooks: what others are told; understudy: everything else; without a name all), "
            "resume "
            "lets them.",
        .examples = "understudy work\nin the foreground, until Ctrl-C\n"
                    "understudy work --once\nfrom cron: what the clock calls for, then jobs until none is due\n"
                    "understudy work pause tmdb\nno film is looked up until `understudy work resume tmdb`\n",
        .options = { { "--once", NULL, "what the clock calls for, then jobs until none is due, then return", 0 },
                     { "--drain", NULL, "only jobs that are due, then return", 0 } },
        .option_count = 2,
        .operands_max = 2,
        .needs_config = true,
        .run = cmd_work,
    },
};
const size_t command_count = COUNT_OF(commands);

const char *const exit_meanings[5] = {
    [EXIT_FINE] = "every id or input got a record",
    [EXIT_NO] = "a definite no for at least one: known nowhere, not a film, no title in the bytes",
    [EXIT_USAGE] = "usage error",
    [EXIT_UNKNOWN] = "could not tell for at least one: a source was blocked, failing, or of unknown shape; try later",
    [EXIT_LOCAL] = "local failure: configuration, database, disk; nothing was half-written",
};

const struct command *command_find(struct text name)
{
    for (size_t i = 0; i < command_count; i++) {
        if (text_is(name, commands[i].name))
            return &commands[i];
    }
    return NULL;
}

enum exit_code exit_worst(enum exit_code a, enum exit_code b)
{
    return a > b ? a : b;
}
