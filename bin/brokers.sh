# Sourced by verify and demo: makes sure that the brokers they need, and a browser for verify, can be had on this
# machine.

have_rabbitmq() {
	# Debian's real script is not on the PATH, and /usr/sbin is not on every user's.
	[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || command -v rabbitmq-server >/dev/null
}

have_nats() {
	[ -x /usr/sbin/nats-server ] || command -v nats-server >/dev/null
}

docker_answers() {
	command -v docker >/dev/null && timeout 10 docker info >/dev/null 2>&1
}

have_chromium() {
	command -v chromedriver >/dev/null && { command -v chromium || command -v google-chrome; } >/dev/null
}

# Installs the given Debian packages, without leaving a service behind.
install_packages() {
	local root=()
	[ "$(id -u)" -eq 0 ] || root=(sudo)
	"${root[@]}" sh -euc '
		apt-get -q update
		# Tells the packages to start no service.
		policy=/usr/sbin/policy-rc.d
		if [ ! -e "$policy" ]; then
			trap "rm -f $policy" EXIT
			printf "#!/bin/sh\nexit 101\n" >"$policy"
			chmod +x "$policy"
		fi
		DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@"
		# In case something has a policy of its own, and for the next boot.
		if [ -d /run/systemd/system ]; then
			for package; do
				if [ -e "/lib/systemd/system/$package.service" ]; then
					systemctl disable --now "$package"
				fi
			done
		fi
	' sh "$@"
}

# Installs the given brokers that are missing.
ensure_brokers() {
	local missing=()
	for package; do
		case $package in
			rabbitmq-server) have_rabbitmq ;;
			nats-server) have_nats ;;
		esac || missing+=("$package")
	done
	if [ "${#missing[@]}" -eq 0 ] || docker_answers; then
		return
	fi
	if ! command -v apt-get >/dev/null; then
		echo "There is neither a Docker daemon nor ${missing[*]} here. Start Docker, or install them." >&2
		return 1
	fi
	echo "There is neither a Docker daemon nor ${missing[*]} here: installing the Debian packages."
	install_packages "${missing[@]}"
}

# Installs what the showcase's page is tested with, if that is possible. Without it the test is skipped.
ensure_browser() {
	if have_chromium; then
		return
	fi
	if ! command -v apt-get >/dev/null; then
		echo "There is no chromium with chromedriver here: the page of the showcase is not tested." >&2
		return
	fi
	echo "There is no chromium with chromedriver here: installing the Debian packages."
	if ! install_packages chromium chromium-driver; then
		echo "They cannot be installed: the page of the showcase is not tested." >&2
	fi
}
