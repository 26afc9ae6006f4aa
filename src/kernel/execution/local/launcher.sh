#!/bin/sh
# Runs one execution of this machine to its end, whatever becomes of the server that started it, and leaves in its record
# what the server asks later: who it is (`launched`), how it ended (`status`), what it printed (`output`).
#
#   outside   waits, keeps the newest output, ends what is over its time, and writes the status by rename
#   inside    is the first process of a pid namespace: makes the place where the work sees nothing of the server's,
#             starts it as whom it runs as, and takes everything else with it at its end
#
# What it runs comes by standard input: never by an argument or the environment, which others can read.
set -uf
umask 077
cd /

# The 22nd field of a process's stat: with its pid that is a name that no other process will have.
start_of() {
  read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
  set -- ${stat##*) }
  echo "${20}"
}

# Renamed into place, so that it is whole or not there.
note() {
  cat >"$RECORD/$1.part" && mv "$RECORD/$1.part" "$RECORD/$1"
}

# In a background shell: a sleep that ends with it.
nap() {
  sleep "$1" &
  napping=$!
  wait "$napping"
}

outside() {
  script=$(cat)
  exec </dev/null
  # A server that died while it wrote has not asked for anything.
  case $script in *"$LAST") ;; *) exit 1 ;; esac
  mkdir "$RECORD/lock" 2>/dev/null || exit 0
  start=$(start_of $$)
  [ -z "$SECONDS_LEFT" ] || echo $(($(date +%s) + SECONDS_LEFT)) | note deadline
  cause=exited
  work=
  # Before anybody knows whom to ask. Handlers and not '': what is ignored would be ignored by the work too.
  trap : HUP INT PIPE
  trap 'end stopped' TERM
  trap 'end timed-out' USR1
  # What cannot be found again must not run.
  echo "$$ $start" | note launched || exit 1
  # The server waits for the end of this.
  exec 3>&-

  mkfifo "$RECORD/pipe"
  keep <"$RECORD/pipe" &
  keeper=$!
  case $ISOLATION in
  plain) set -- setsid ;;
  *) [ -n "$RUN_UID" ] && set -- unshare || set -- unshare --user --map-root-user
    set -- "$@" --mount --pid --ipc --fork --kill-child ;;
  esac
  "$@" sh "$0" inside >"$RECORD/pipe" 2>&1 3<<END &
$script
END
  work=$!
  script=
  watcher=
  if [ -n "$SECONDS_LEFT" ]; then
    watch_time &
    watcher=$!
  fi
  await "$work"
  [ -z "$watcher" ] || kill "$watcher" 2>/dev/null
  [ -z "${killer:-}" ] || kill "$killer" 2>/dev/null
  code=$status
  hurry=
  if [ "$ISOLATION" = plain ]; then
    hurry_keeper &
    hurry=$!
  fi
  await "$keeper"
  [ -z "$hurry" ] || kill "$hurry" 2>/dev/null
  said=
  [ ! -s "$RECORD/cause" ] || read -r said <"$RECORD/cause"
  case $said in
  # It was killed, for which `unshare` has a status of its own.
  '') code=137 ;;
  over) ;;
  *) cause=$said ;;
  esac
  # In this very shell: `times` counts the children of the shell that asks. A full disk is waited for.
  until { echo "$code $cause" && times; } >"$RECORD/status.part"; do nap 2; done 2>/dev/null
  mv "$RECORD/status.part" "$RECORD/status"
  rm -f "$RECORD/pipe" "$RECORD/inside" "$RECORD/deadline" "$RECORD/asked"
}

# A wait that goes on after a signal.
await() {
  status=0
  wait "$1" || status=$?
  while kill -0 "$1" 2>/dev/null; do
    status=0
    wait "$1" || status=$?
  done
}

end() {
  [ "$cause" = exited ] || return 0
  cause=$1
  # For what is not there yet to be told: `unshare` passes no signals on.
  : >"$RECORD/asked"
  tell TERM
  killing &
  killer=$!
}

# Ten seconds later, whatever it has made of the request.
killing() {
  trap 'kill "$napping" 2>/dev/null; exit' TERM
  nap 10
  tell KILL
}

tell() {
  [ -f "$RECORD/inside" ] || { [ -z "$work" ] || kill "-$1" "$work" 2>/dev/null; return; }
  read -r pid since <"$RECORD/inside"
  [ "$(start_of "$pid")" = "$since" ] || return 0
  # Of a group of its own; in a namespace its first process takes all others with it.
  if [ "$ISOLATION" = plain ] && [ "$1" = KILL ]; then reach KILL; fi
  kill "-$1" "$pid" 2>/dev/null
}

watch_time() {
  trap 'kill "${napping:-}" 2>/dev/null; exit' TERM
  while read -r at <"$RECORD/deadline" && left=$((at - $(date +%s))) && [ "$left" -gt 0 ]; do nap "$left"; done
  [ "$(start_of $$)" = "$start" ] && kill -USR1 $$
}

# Without a namespace: what has hidden itself may hold the other end of the output for ever.
hurry_keeper() {
  trap 'kill "$napping" 2>/dev/null; exit' TERM
  nap 2
  kill -USR2 "$keeper" 2>/dev/null
}

# Two files that take turns: what is kept is between one and two halves.
keep() {
  trap '' TERM HUP INT
  trap 'kill -KILL "$heading" 2>/dev/null; exit' USR2
  exec 8<&0
  head=head
  command -v stdbuf >/dev/null && head='stdbuf -o0 head'
  while :; do
    $head -c "$HALF" <&8 >"$RECORD/output" &
    heading=$!
    wait "$heading"
    [ "$(wc -c <"$RECORD/output")" -ge "$HALF" ] || break
    mv "$RECORD/output" "$RECORD/output.before"
    # How often, as the size of a file: where in all that was printed the next one begins.
    printf . >>"$RECORD/turns"
  done
  # On a full disk: what is printed goes, who prints it goes on.
  exec cat >/dev/null
}

# Without a namespace: those that carry the mark of this execution in their environment, wherever they went.
reach() {
  set +f
  for found in $(grep -lzsx "ATELIER_EXECUTION=$MARK" /proc/[0-9]*/environ); do
    found=${found#/proc/}
    kill "-$1" "${found%/environ}" 2>/dev/null && reached=yes
  done
  set -f
}

inside() {
  trap ask TERM
  as='setpriv --no-new-privs'
  [ -z "$RUN_UID" ] ||
    as="$as --reuid=$RUN_UID --regid=$RUN_GID --init-groups --inh-caps=-all --bounding-set=-all"
  # Of the machine's /proc still: the pid that the server knows it by.
  read -r me rest </proc/self/stat
  echo "$me $(start_of "$me")" | note inside
  [ ! -e "$RECORD/asked" ] || exit 143
  echo 500 >/proc/self/oom_score_adj
  # Its record is out of sight in a moment.
  exec 7>"$RECORD/cause"
  if [ "$ISOLATION" = plain ]; then
    $as mkdir -p "$FOLDER" || fail
  else
    place || fail
  fi
  [ -z "${asked:-}" ] || exit 143
  start_work 7>&- &
  job=$!
  # A shell that was forked a moment ago may miss what it is told.
  while [ "${asked:-}" ] && kill -0 "$job" 2>/dev/null; do
    ask
    sleep 0.1
  done
  [ "$ISOLATION" != full ] || [ -z "$RUN_UID" ] || map "$job" || fail
  exec 3<&-
  await "$job"
  if [ "$ISOLATION" = plain ]; then
    for again in 1 2 3 4 5 6 7 8 9 10; do
      reached=
      reach KILL
      [ -n "$reached" ] || break
    done
  fi
  until echo over >&7; do sleep 2; done 2>/dev/null
  exit "$status"
}

fail() {
  # What told all to end has hit the very command that made the room.
  [ -z "${asked:-}" ] || exit 143
  echo isolation >&7
  exit 125
}

ask() {
  asked=yes
  if [ "$ISOLATION" = plain ]; then reach TERM; else kill -TERM -1 2>/dev/null; fi
}

# Of the server's folders it sees its own alone; of other processes, none.
place() {
  exec 5<"$DIRECTORY" 6<"${OTHER_FOLDER:-$DIRECTORY}" || return 1
  exec 8<"${SHOWN:-/}" 9<"${SHOWN_TOO:-/}" 4<"${SHOWN_THIRD:-/}" || return 1
  IFS='
'
  for path in $HIDDEN; do
    if [ -d "$path" ]; then
      mount -t tmpfs -o mode=0755,size=1m,nosuid,nodev tmpfs "$path" || return 1
    elif [ -e "$path" ]; then
      mount --bind /dev/null "$path" || return 1
    fi
  done
  unset IFS
  back "$DIRECTORY" 5 || return 1
  [ -z "$OTHER_FOLDER" ] || back "$OTHER_FOLDER" 6 || return 1
  [ -z "$SHOWN" ] || back "$SHOWN" 8 || return 1
  [ -z "$SHOWN_TOO" ] || back "$SHOWN_TOO" 9 || return 1
  [ -z "$SHOWN_THIRD" ] || back "$SHOWN_THIRD" 4 || return 1
  exec 4<&- 5<&- 6<&- 8<&- 9<&-
  IFS='
'
  for path in $HIDDEN; do
    [ ! -d "$path" ] || mount -o remount,bind,ro,nosuid,nodev "$path" || return 1
  done
  unset IFS
  # As the person, and after the rest is out of sight.
  $as mkdir -p "$FOLDER/tmp" || return 1
  for path in /tmp /var/tmp; do
    case $DIRECTORY/ in "$path"/*) continue ;; esac
    [ ! -d "$path" ] || (own_tmp "$path") || return 1
  done
  [ ! -d /dev/shm ] || mount -t tmpfs -o "mode=1777,nosuid,nodev${SHARED_BYTES:+,size=$SHARED_BYTES}" tmpfs /dev/shm || return 1
  # Else whoever runs as the same account reads what is typed in the terminals of another.
  [ ! -d /dev/pts ] || mount -t devpts -o nosuid,noexec,mode=600,ptmxmode=666 devpts /dev/pts || return 1
  mount -t proc -o nosuid,nodev,noexec proc /proc
}

# Another session of the same folder may swap it for a link between any two looks: what was entered counts, by where that is.
own_tmp() {
  cd "${OTHER_FOLDER:-$DIRECTORY}" && real=$(readlink /proc/self/cwd) && cd "$FOLDER/tmp" || return 1
  case $(readlink /proc/self/cwd) in
  "$real"/*) mount --no-canonicalize --bind /proc/self/cwd "$1" ;;
  *) echo "A link stands in the place of $FOLDER/tmp." >&2; return 1 ;;
  esac
}

# Puts back what an open descriptor holds, below an empty file system.
back() {
  (umask 022 && mkdir -p "$1") && mount --no-canonicalize --bind "/proc/self/fd/$2" "$1"
}

# Own counts of processes: without this namespace the limit would be one for all who run as the same account.
map() {
  until [ "$(readlink "/proc/$1/ns/user")" != "$(readlink /proc/self/ns/user)" ]; do
    kill -0 "$1" 2>/dev/null || return 1
    sleep 0.01
  done
  echo '0 0 4294967295' >"/proc/$1/gid_map" && echo '0 0 4294967295' >"/proc/$1/uid_map"
}

start_work() {
  set -- nice -n 5 prlimit --core=0 --nproc="$PROCESSES" ${DATA_BYTES:+--data="$DATA_BYTES"} \
    $as env -i PATH=/usr/local/bin:/usr/bin:/bin HOME="$RUN_HOME" USER="$RUN_NAME" LOGNAME="$RUN_NAME" \
    LANG=C.UTF-8 SHELL=/bin/sh ATELIER_EXECUTION="$MARK" sh -c 'eval "$(cat <&3)"' execution
  case $ISOLATION-$RUN_UID in
  full-) set -- unshare --user --map-user="$OWN_UID" --map-group="$OWN_GID" "$@" ;;
  # It waits until it is mapped: until then it is nobody.
  full-*) set -- unshare --user sh -c \
    'until read -r a </proc/self/uid_map; do sleep 0.01; done 2>/dev/null; exec "$@"' execution "$@" ;;
  esac
  exec "$@"
}

"${1:-outside}"
