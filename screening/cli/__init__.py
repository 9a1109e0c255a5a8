"""The command line: each command parses, calls one service and prints.

Commands are imported when they are called, so that ``screening --help`` answers at once.
"""

from __future__ import annotations

from screening.cli.group import LazyCommand, LazyGroup

COMMANDS = {
    "serve": LazyCommand("screening.cli.serve:serve", "Serve the API and the analysts' pages."),
    "lists": LazyCommand("screening.cli.lists:lists", "Show, load and refresh the lists."),
    "screen": LazyCommand("screening.cli.screen:screen", "Screen one name and print the ledger."),
    "replay": LazyCommand("screening.cli.replay:replay", "Give a recorded answer again."),
    "batch": LazyCommand("screening.cli.batch:batch", "Screen a file of names."),
    "subjects": LazyCommand("screening.cli.subjects:subjects", "Keep who is monitored."),
    "rescreen": LazyCommand(
        "screening.cli.rescreen:rescreen", "Screen monitored subjects against what has changed."
    ),
    "refresh-and-rescreen": LazyCommand(
        "screening.cli.rescreen:refresh_and_rescreen", "Fetch the lists, then rescreen."
    ),
    "schedule": LazyCommand("screening.cli.schedule:schedule", "Fetch and rescreen by the clock."),
    "monitoring": LazyCommand(
        "screening.cli.monitoring:monitoring", "Show rescreenings, incidents and coverage."
    ),
    "worker": LazyCommand("screening.cli.worker:worker", "Carry out files that were uploaded."),
    "batch-row": LazyCommand("screening.cli.batch_row:batch_row", "Answer one row of a screened file again."),
    "cluster": LazyCommand(
        "screening.cli.cluster:cluster", "Take the lists to a Spark cluster, and its answers into the audit."
    ),
    "keys": LazyCommand("screening.cli.keys:keys", "Make, rotate and revoke API keys."),
    "users": LazyCommand("screening.cli.users:users", "Make and change who signs in to the pages."),
    "portfolios": LazyCommand(
        "screening.cli.portfolios:portfolios", "Make business units that see their own."
    ),
    "policy": LazyCommand(
        "screening.cli.policy:policy", "Check, draft and put in force what counts as a hit."
    ),
    "changes": LazyCommand("screening.cli.changes:changes", "Approve what waits for a second person."),
    "webhooks": LazyCommand("screening.cli.webhooks:webhooks", "Say where events are sent to."),
    "notify": LazyCommand("screening.cli.notify:notify", "Send events and digests, as a process of its own."),
    "digest": LazyCommand("screening.cli.digest:digest", "Show or mail the summary of what waits."),
    "audit": LazyCommand("screening.cli.audit:audit", "Verify the record of what was done."),
    "report": LazyCommand("screening.cli.report:report", "Write the evidence of a screening or an alert."),
    "retention": LazyCommand(
        "screening.cli.retention:retention", "Tell how long records are kept, hold and purge them."
    ),
    "db": LazyCommand("screening.cli.db:db", "Migrate, back up and restore the database."),
}

main = LazyGroup(
    name="screening", commands_table=COMMANDS, help="Screen names against official sanctions lists."
)
