#!/bin/sh
# Runs one worker and writes down how it ended, so that a node agent that was started anew learns it, too.
#   container.sh STATE CGROUP COMMAND [ARGUMENT...]
# STATE: beginning of the names of the files that tell of this start. CGROUP: directory of a cgroup v2 to go into, or -.
# The command is a program, never text for a shell; standard output and error are those that this script was given.
# It leads a process group, to which the agent sends its signals: the worker gets them as well, and this goes on until that
# has ended.
set -u
state=$1
cgroup=$2
shift 2

told=
# no ignored signal: that the worker would inherit
trap 'told=yes' TERM

# As a whole or not at all; found whatever PATH the worker has.
write() {
    printf '%s\n' "$2" >"$state.$1.new" && command -p mv -f "$state.$1.new" "$state.$1"
}

finish() {
    write exit "$1"
    exit "$1"
}

read -r stat <"/proc/$$/stat" && write pid "$stat" || exit 125
# written by an agent that did not find the file above: it believes that this start never happened
if [ -e "$state.cancelled" ]; then
    finish 125
fi
if [ "$cgroup" != - ]; then
    echo "$$" >"$cgroup/cgroup.procs" || finish 125
fi
if [ -n "$told" ]; then
    finish 143
fi

# A process of its own, so that a name such as exit is looked up on PATH and is no word of the shell. Not in the background:
# a signal that interrupts wait may hide the worker's status.
(exec "$@")
finish "$?"
