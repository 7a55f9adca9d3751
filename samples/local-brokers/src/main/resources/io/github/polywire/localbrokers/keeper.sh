# Keeps one broker for one JVM:
#
#   setsid sh keeper.sh keep <folder> <epmd or ''> <broker> [<argument> ...]
#
# Each line on standard input starts the broker and is answered with its process id. When standard input ends,
# because the JVM closed it, exited or was killed, everything that was started here is killed and <folder> removed.
# That end of file is the whole supervision: the kernel sends it however the JVM dies, and nothing has to poll.

role=$1
folder=$2
shift

if [ "$role" = keep ]; then
	# A session of its own for all that runs, so that it can be killed as one while this shell survives to tidy up.
	setsid sh "$0" run "$@"
	tries=0
	# A killed process may still be writing its last file.
	until rm -rf "$folder" 2>/dev/null || [ "$tries" -ge 50 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	exit
fi

epmd=$2
shift 2

# Erlang's port mapper would otherwise be started by the broker as a daemon that outlives it.
if [ -n "$epmd" ]; then
	"$epmd" >/dev/null 2>&1 &
fi

while read -r _; do
	# The inner shell becomes the broker; the outer one waits for it, so that a killed broker is gone, not a zombie.
	(
		sh -c 'echo $$; exec "$@" >>"$0" 2>&1' "$folder/broker.out" "$@"
		:
	) &
done

kill -KILL 0
