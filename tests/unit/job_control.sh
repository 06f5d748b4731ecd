#!/bin/sh
# SPDX-License-Identifier: MIT
# job_control.sh - Ctrl-z, fg and kill under a real shell with job control, in tmux. Waits for what
# must appear, never for a time.
set -u
B=${B:-build}
bin=$PWD/${FAASMAP_BIN:-$B/faasmap}
system=$PWD/tests/sessions/waste.yaml
command -v tmux >/dev/null && command -v bash >/dev/null || {
    echo "skip job control: no tmux"
    exit 0
}
dir=$(mktemp -d)
t() { tmux -S "$dir/tmux" -f /dev/null "$@"; }
trap 't kill-server 2>/dev/null; rm -rf "$dir"' EXIT

sees() { # TEXT: until it is on the screen, at most 10 s
    n=0
    until t capture-pane -p | grep -qF -- "$1"; do
        n=$((n + 1))
        [ "$n" -lt 100 ] || return 1
        sleep 0.1
    done
}
has() { # FILE: until it is there and not empty
    n=0
    until [ -s "$1" ]; do
        n=$((n + 1))
        [ "$n" -lt 100 ] || return 1
        sleep 0.1
    done
}
say() {
    if [ "$1" = 0 ]; then echo "ok $2"; else
        echo "not ok $2"
        t capture-pane -p
    fi
}
keys() { t send-keys "$@"; }

t new -d -x 100 -y 30 "cd '$dir' && env LC_ALL=C.UTF-8 PS1='ready> ' bash --norc --noprofile -i"
sees 'ready>'
keys "stty -g > before; clear" Enter
has "$dir/before"
keys "'$bin' '$system'" Enter
sees '? help'; say $? "the explorer opens"
keys j; sees '> Bridge HTTP'; say $? "a key moves"
keys C-z; sees 'Stopped'; say $? "Ctrl-z stops it"
keys "stty -g > stopped" Enter
has "$dir/stopped"
cmp -s "$dir/before" "$dir/stopped"; say $? "the shell has its settings"
keys "clear; fg" Enter
sees '> Bridge HTTP'; say $? "fg brings the screen back"
keys j; sees '> Telemetry Q'; say $? "keys work after fg"
pid=$(pgrep -f -x "$bin $system" | tail -1)
kill -STOP "$pid"; sees 'Stopped'; say $? "a stop from outside gives the terminal back"
keys "clear; fg" Enter
sees '> Telemetry Q'; keys k; sees '> Bridge HTTP'; say $? "and it goes on"
kill -KILL "$pid"
keys "echo code=\$?; stty -g > killed" Enter
has "$dir/killed"
cmp -s "$dir/before" "$dir/killed"; say $? "settings are back after kill -9"
sees 'code=137'; say $? "the exit code is 128 and the signal"

# The same while a slow input is read.
mkfifo "$dir/slow.yaml"
keys "clear; rm -f stopped; '$bin' slow.yaml" Enter
sees '(q cancels)'; say $? "a slow input shows a line"
keys C-z; sees 'Stopped'; keys "stty -g > stopped" Enter
has "$dir/stopped"
cmp -s "$dir/before" "$dir/stopped"; say $? "Ctrl-z while reading: the shell has its settings"
keys "clear; fg" Enter
sees '(q cancels)'; say $? "fg: the line is there again"
keys q; sees 'ready>' # what is typed behind the q would be lost with it
keys "echo cancelled=\$?; stty -g > cancelled" Enter
sees 'cancelled=130'; say $? "q cancels the reading"
has "$dir/cancelled"
cmp -s "$dir/before" "$dir/cancelled"; say $? "settings are as before"
